import { netstring } from '../message/netstring.ts'
import type { DedupeFields } from '../scheme/facts.ts'

/** What two deliveries of one event share, and two events never do. */
export interface Dedupe {
  /** Each field as `<byte length>:<text>,`; where bytes belong to it, the SHA-256 of the body in hex at the end. */
  readonly key: string
  /** On what promise it rests; see the scheme. `unsigned-id+bytes` suppresses only what is equal in both. */
  readonly basis: DedupeFields['basis']
}

/** Whether the body's hash belongs to the key. */
export function needsHash(fields: DedupeFields): boolean {
  return fields.bytes === true || fields.basis === 'unsigned-id+bytes'
}

/** The dedup key of a message; the scheme's name is no part of it, the source it belongs to scopes it. */
export function dedupeOf(fields: DedupeFields, bodyHash: () => string): Dedupe {
  const key = fields.fields.map(netstring).join('') + (needsHash(fields) ? bodyHash() : '')
  return { key, basis: fields.basis }
}
