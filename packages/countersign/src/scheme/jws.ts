import type { JwsAlgorithm } from './jws-algorithms.ts'

/** A compact JWS (RFC 7515 section 7.1), read but not believed. */
export interface Jws {
  readonly algorithm: JwsAlgorithm
  /** Which key signed, as the message says. */
  readonly kid: string | undefined
  readonly header: Readonly<Record<string, unknown>>
  /** Base64url as it came, empty where the payload is detached. */
  readonly encodedHeader: string
  readonly encodedPayload: string
  /** Empty while it is still to be signed. */
  readonly signature: Uint8Array
}
