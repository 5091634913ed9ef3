import { refusal } from '../errors/refusal.ts'
import { entriesOf } from '../message/entries.ts'
import { netstring } from '../message/netstring.ts'
import type { HmacKey, Platform } from '../platform/platform.ts'

/** The header that carries it. */
export const countersignatureHeader = 'countersign-signature'

/** What a gateway says of a delivery, all of it under its signature. */
export interface Countersigned {
  /** `webhook-id`: the event's id, the same on every attempt and replay. */
  readonly id: string
  /** `webhook-timestamp` as written: seconds since 1970. */
  readonly timestamp: string
  /** `countersign-source` */
  readonly source: string
  /** `countersign-event-type`; empty where the event has none. */
  readonly type: string
  /** `countersign-verdict` */
  readonly verdict: string
  /** `countersign-attempt`, from 1. */
  readonly attempt: string
  /** `countersign-replay`; empty where the delivery is no replay. */
  readonly replay: string
  /** SHA-256 of the body in lower-case hex. */
  readonly bodyHash: string
}

/**
 * The bytes under a countersignature: `countersign-v1`, then eight fields in this order, each as
 * `<decimal byte length>:<UTF-8 bytes>,` as in a netstring:
 * webhook-id, webhook-timestamp, countersign-source, countersign-event-type, countersign-verdict,
 * countersign-attempt, countersign-replay (empty where absent), SHA-256 of the body in lower-case hex.
 *
 * The header `countersign-signature` is `v1,` and the base64 HMAC-SHA256 of these bytes, by each live secret
 * of the destination (the same keys as `webhook-signature`), with blanks between.
 */
export function countersignatureContent(said: Countersigned): string {
  const { id, timestamp, source, type, verdict, attempt, replay, bodyHash } = said
  const first = netstring(id) + netstring(timestamp) + netstring(source) + netstring(type)
  return `countersign-v1${first}${netstring(verdict)}${netstring(attempt)}${netstring(replay)}${netstring(bodyHash)}`
}

function written(digests: readonly string[]): string {
  return digests.map((digest) => `v1,${digest}`).join(' ')
}

/** Signs on a platform of choice with keys that are read already. */
export function signCountersignatureWith(
  on: Platform,
  said: Countersigned,
  keys: readonly HmacKey[],
): string | Promise<string> {
  const content = [countersignatureContent(said)]
  const digests = keys.map((key) => on.hmac('sha256', key, content, 'base64'))
  return digests.every((digest) => typeof digest === 'string')
    ? written(digests)
    : Promise.all(digests).then(written)
}

/** Checks the header's value; throws ERR_SIGNATURE_MISSING, _MALFORMED, _MISMATCH. */
export function checkCountersignature(
  on: Platform,
  value: string | undefined,
  said: Countersigned,
  keys: readonly HmacKey[],
): void | Promise<void> {
  const detail = `This is about ${countersignatureHeader}.`
  if (value === undefined) throw refusal('ERR_SIGNATURE_MISSING', detail)
  const found = (entriesOf(value, 'v1', ' ', ',') ?? []).filter((one) => /^[A-Za-z0-9+/]{43}=$/.test(one))
  if (found.length === 0) throw refusal('ERR_SIGNATURE_MALFORMED', detail)
  const judge = (expected: string): void => {
    const digests = expected.split(' ').map((entry) => entry.slice(3))
    let matched = false
    for (const digest of digests) for (const one of found) matched = on.equal(digest, one) || matched
    if (!matched) throw refusal('ERR_SIGNATURE_MISMATCH', detail)
  }
  const expected = signCountersignatureWith(on, said, keys)
  return typeof expected === 'string' ? judge(expected) : expected.then(judge)
}
