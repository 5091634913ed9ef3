import type { ErrorCode } from '../errors/error-codes.ts'
import type { Message } from '../message/message.ts'
import type { Handshake } from './handshake.ts'

/** Maps an event type's name to the type of its JSON payload. Write it as a type alias, not an interface. */
export type EventMap = Record<string, unknown>

/** What a message says about itself, found by a scheme's `describe`. */
export interface Description {
  /** The provider's name for what happened, such as `messages.created`. */
  readonly type?: string | undefined
  /** The provider's id of this event, where it has one. */
  readonly id?: string | undefined
  /** What two deliveries of one event share and two events never do; only with a cited promise of the provider. */
  readonly dedupe?: DedupeFields | undefined
}

/**
 * The basis of a dedup key. Of a scheme whose signature leaves the body out, `signed-fields` are used for one message
 * alone: a repeat of them with another body is a signature that somebody has recorded, and a gateway refuses it.
 */
export interface DedupeFields {
  readonly basis: 'signed-id' | 'unsigned-id+bytes' | 'signed-fields'
  readonly fields: readonly string[]
  /** Whether the SHA-256 of the body belongs to the key. Always so for `unsigned-id+bytes`. */
  readonly bytes?: boolean
}

/** One authentic message of the provider, without its signature. */
export interface Sample {
  readonly body: string
  /** Headers beside the signature's: content type, event type. */
  readonly headers: Readonly<Record<string, string>>
}

/** Samples by event type; the first is the default one. */
export type Samples = Readonly<Record<string, Sample>>

/**
 * What a scheme leaves unprotected. `body`: a changed body passes. `timestamp`: nothing says when it was signed, so an
 * old message passes for ever. `replay`: a captured message passes again inside the tolerance, or under another id, and
 * nothing signed tells it. `id`: the event's id stands where the signature does not cover it. `url` and `type` likewise.
 */
export type Unprotected = 'body' | 'timestamp' | 'replay' | 'id' | 'type' | 'url'

/** What the provider does when it delivers, as far as its documentation says. */
export interface DeliveryFacts {
  /** How long it waits for the answer. */
  readonly timeoutSeconds?: number
  /** How it tries again, in a few words; `none` where it does not. */
  readonly retries?: string
  /** When it switches the webhook off, in a few words. */
  readonly disables?: string
  /** Statuses that count as success where not every 2xx does, in a few words. */
  readonly success?: string
  /**
   * The status that it wants for a refusal, by our code of it, where that is not the code's own: Vonage sends what came
   * without a signature again, signed, after a 5xx alone. Of 400 to 599.
   */
  readonly refused?: Readonly<Partial<Record<ErrorCode, number>>>
}

/** A whole answer to an event. */
export interface EventAnswer {
  /** Of 200 to 299. */
  readonly status: number
  /** Default: none. */
  readonly body?: string | undefined
  /** Of the body. Default: `text/plain; charset=utf-8`. */
  readonly contentType?: string | undefined
}

/** The facts of a scheme beside its proof, as the builders take them. */
export interface SchemeFacts {
  /** Default: `custom`. */
  readonly name?: string
  /** Default: the name. */
  readonly title?: string
  readonly documentation?: readonly string[]
  /** `medium` makes the scheme experimental: others' sources agree, no vector of the provider's own proves it yet. */
  readonly confidence?: 'high' | 'medium' | undefined
  /** What is unprotected beyond what the proof tells by itself: `body`, `timestamp`, and `replay` without either. */
  readonly unprotected?: readonly Unprotected[]
  readonly delivery?: DeliveryFacts | undefined
  /** Headers that describe the event and may go on to the application, as the provider spells them. */
  readonly forward?: readonly string[]
  /** What the provider reads in answer to an event, where not every 2xx will do. */
  readonly answer?: EventAnswer | undefined
  readonly describe?: ((message: Message) => Description) | undefined
  readonly credentials?: readonly string[]
  readonly handshake?: Handshake | undefined
  /** How the key is had where the provider gives it only once an endpoint stands, in a sentence. */
  readonly keyLater?: string | undefined
  /** Authentic sample bodies by event type, for `countersign/testing`. */
  readonly samples?: Samples | undefined
}
