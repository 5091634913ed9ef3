import { createHmac, createSecretKey, type Hmac, type KeyObject } from 'node:crypto'
import type { AuditEnds, AuditPlace, NewAuditRow } from '../../model/audit.ts'
import type { Hide } from '../../model/outline.ts'

/** What makes rows of the audit out of acts, and proves them: under a key that is nowhere in the store. */
export interface AuditChain {
  /** The hash of a row, which covers the one before it and every field, each with its length. */
  hashOf(before: AuditPlace, row: NewAuditRow): Uint8Array
  /** Of where the audit begins and ends. */
  sealOf(ends: Pick<AuditEnds, 'anchor' | 'head'>): Uint8Array
  /** Sixteen hexadecimal digits for a text. */
  readonly hide: Hide
}

/** Before the first row. */
export const nowhere: AuditPlace = { number: 0, hash: new Uint8Array(32) }

/** @param key - derived from the sealing key: who can write to the store, and has no key, cannot make a row */
export function createChain(key: Uint8Array): AuditChain {
  const secret = createSecretKey(key)
  return {
    hashOf: ({ number, hash }, { at, actor, operation, target, outline }) =>
      digest(secret, ['row', hash, `${number + 1}`, `${at}`, actor, operation, target, outline]),
    sealOf: ({ anchor, head }) =>
      digest(secret, ['ends', `${anchor.number}`, anchor.hash, `${head.number}`, head.hash]),
    hide: (text) => `#${Buffer.from(digest(secret, ['hide', text])).toString('hex', 0, 8)}`,
  }
}

/** Each part behind its length, so that no two lists of parts are one text. */
function digest(secret: KeyObject, parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hmac: Hmac = createHmac('sha256', secret)
  const length = Buffer.alloc(4)
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part
    length.writeUInt32BE(bytes.length)
    hmac.update(length).update(bytes)
  }
  return new Uint8Array(hmac.digest())
}
