import type { DedupeFields } from '../scheme/facts.ts'

/** What two deliveries of one event share, and two events never do. */
export interface Dedupe {
  /**
   * Each field as `<byte length>:<text>,`; where bytes belong to it, the SHA-256 of the body in hex at the end. The
   * scheme's name is no part of it, the source it belongs to scopes it.
   */
  readonly key: string
  /** On what promise it rests; see the scheme. `unsigned-id+bytes` suppresses only what is equal in both. */
  readonly basis: DedupeFields['basis']
}
