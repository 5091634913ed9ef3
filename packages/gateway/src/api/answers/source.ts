import type { SchemeRef } from '../../model/scheme-ref.ts'
import type { ManagedJson } from './managed.ts'
import type { SecretJson } from './secret.ts'

/** A source as the API shows it. */
export interface SourceJson extends ManagedJson {
  readonly id: string
  readonly name: string
  /** Its name in the catalogue, or itself. */
  readonly scheme: SchemeRef
  readonly params: Readonly<Record<string, unknown>>
  readonly unsigned: boolean
  readonly state: 'enrolling' | 'live'
  readonly url: string | null
  readonly secrets: SecretJson[]
  readonly onMismatch: 'refuse' | 'hold'
  /** null: the gateway's own limit. */
  readonly maxBodyBytes: number | null
  readonly ratePerSecond: number | null
  readonly toleranceSeconds: number | null
  readonly dropSameBytesWithinMs: number | null
  readonly silentAfterMs: number | null
  readonly forwardHeaders: readonly string[]
  /** null: what its provider demands, or the gateway's, which names the event. */
  readonly answer: { readonly status: number; readonly body: string; readonly contentType: string } | null
  readonly masks: readonly string[]
  readonly index: readonly string[]
  readonly rejections: { readonly count: number; readonly bytes: number; readonly perSecond: number }
  readonly createdAt: string
  /** Another one says that somebody has changed it. */
  readonly etag: string
  readonly warnings?: readonly string[] | undefined
}

/** What a handshake has brought, before it is confirmed. */
export interface EnrollmentJson {
  readonly secrets: { readonly id: string; readonly value: string | null; readonly createdAt: string }[]
}
