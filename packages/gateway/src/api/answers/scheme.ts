import type { Verdict } from '../../model/event.ts'
import type { Diagnosis } from '../../model/rejection.ts'

/** What a provider does when it delivers: the library's `DeliveryFacts`, written again since that would bring in all of it. */
export interface DeliveryFactsJson {
  /** How long it waits for the answer. */
  readonly timeoutSeconds?: number
  readonly retries?: string
  readonly disables?: string
  readonly success?: string
  /** The status that it wants for a refusal, by its code. */
  readonly refused?: Readonly<Record<string, number>>
}

/** A scheme as the API and the command line show it. */
export interface SchemeJson {
  readonly name: string
  readonly title: string
  readonly algorithm: string
  /** `medium` where others' sources agree and nothing of the provider's own proves it yet: experimental. */
  readonly confidence: 'high' | 'medium' | null
  readonly experimental: boolean
  /** What a passing message may still have had changed, or repeated. */
  readonly unprotected: ('body' | 'timestamp' | 'replay' | 'id' | 'type' | 'url')[]
  /** The settings that a source of it has; those that are not optional must be set. */
  readonly params: {
    readonly name: string
    readonly title: string
    readonly optional: boolean
    /** It is kept as a secret is. */
    readonly secret: boolean
  }[]
  /**
   * Where the secret of a source comes from: whoever makes it gives one, at once or once the provider gives it, the
   * provider brings it, or there is none.
   */
  readonly secret: 'given' | 'later' | 'brought' | 'none'
  /** How a secret that is given later is had; null of all others. */
  readonly keyLater: string | null
  /** What the provider does when it delivers, as far as it says; null where it says nothing. */
  readonly delivery: DeliveryFactsJson | null
  /** What is signed and how it is written, such as `{timestamp}.{body}`; null where that is no such formula. */
  readonly signed: string | null
  /** Where the proof stands: headers, or a place in the body or the address. */
  readonly reads: string
  /** On what the dedup keys of its events rest, of those that have one; null where the provider promises nothing. */
  readonly dedupe: 'signed-id' | 'unsigned-id+bytes' | 'signed-fields' | null
  /** What an event gets when it passes: `authenticated` where the body is not covered. */
  readonly verdict: 'verified' | 'authenticated'
  /** How far the signed timestamp may lie from now; null where the scheme has no clock. */
  readonly toleranceSeconds: number | null
  readonly headers: string[]
  /** Headers that carry a credential: kept sealed, never shown or forwarded. */
  readonly credentials: string[]
  /** Headers that describe the event and go on to destinations, beside those of the signature. */
  readonly forward: string[]
  /** What the provider demands in answer to an event; null: every 2xx will do. */
  readonly answer: {
    readonly status: number
    readonly body: string
    readonly contentType: string | null
  } | null
  readonly handshake: boolean
  readonly signs: boolean
  /** Event types that samples are known of; there are others. */
  readonly types: string[]
  readonly documentation: string[]
}

/** What came of a scheme that was tried on a pasted message. */
export interface SchemeTrialJson {
  readonly verdict: Verdict | null
  readonly code: string | null
  readonly type: string | null
  readonly id: string | null
  readonly diagnosis: Diagnosis | null
}
