import { createHash, hash } from 'node:crypto'
import type { WebhookEvent } from 'countersign'
import type { LedgerEntry } from '../journal/port/intake.ts'
import type { Source } from '../model/source.ts'

const keyBytes = 16
/** Characters of a SHA-256 in hex. */
const hexHash = 64

/**
 * What the dedup ledger is to know of an event. With a dedup key of the scheme's, a repeat is a duplicate; where
 * no signature covers the id in it, whoever has recorded a message can send it under another one, so that the
 * bytes are known by themselves, too. Without a key, an event with the bytes of an earlier one is delivered and
 * marked, or dropped within the window of the source's policy.
 *
 * To be dropped takes the type as well: where it stands in a header, two events of one body differ by it. A mark
 * does not, since such a header is no more signed than the id.
 */
export function ledgerEntry(
  source: Source,
  event: WebhookEvent | null,
  type: string,
  body: Uint8Array,
): LedgerEntry {
  const dedupe = event === null ? null : dedupeOf(event)
  if (dedupe !== null) {
    const key = shortHash(`${source.number} ${dedupe.basis} ${dedupe.key}`)
    if (dedupe.basis !== 'unsigned-id+bytes') return { key, repeat: 'suppress' }
    // The key of such a basis ends with the hash of the body, which need not be made twice.
    return { key, repeat: 'suppress', bytesKey: bytesKey(source, dedupe.key.slice(-hexHash)) }
  }
  const alone = bytesKey(source, hash('sha256', body, 'hex'))
  const repeat = source.policy.dropSameBytesWithinMs
  if (repeat === null) return { key: alone, repeat: 'mark' }
  const digest = createHash('sha256')
    .update(`${source.number} bytes ${Buffer.byteLength(type)}:${type},`)
    .update(body)
  return { key: digest.digest().subarray(0, keyBytes), repeat, bytesKey: alone }
}

function bytesKey(source: Source, bodyHash: string): Uint8Array {
  return shortHash(`${source.number} same-bytes ${bodyHash}`)
}

/** The ledger's entry for an idempotency key that a publisher gave: each tenant's are its own. */
export function idempotencyEntry(source: Source, tenant: string | null, key: string): LedgerEntry {
  const whose = tenant === null ? 'idempotency' : `tenant ${tenant.length}:${tenant} idempotency`
  return { key: shortHash(`${source.number} ${whose} ${key}`), repeat: 'suppress' }
}

/**
 * Whether what an event's dedup key is made of was signed for one message alone, and without its body: then a repeat
 * of the key is no word on what else the message says.
 */
export function isUsedUp(event: WebhookEvent | null): boolean {
  return event?.verdict === 'authenticated' && dedupeOf(event)?.basis === 'signed-fields'
}

/** Bytes that a scheme cannot describe were signed all the same. */
function dedupeOf(event: WebhookEvent): WebhookEvent['dedupe'] {
  try {
    return event.dedupe
  } catch {
    return null
  }
}

/** The number and the basis hold no space, so no two inputs make one text. */
function shortHash(text: string): Uint8Array {
  // As text of one byte a character: a third of the time of a buffer of its own.
  return Buffer.from(hash('sha256', text, 'binary').slice(0, keyBytes), 'latin1')
}
