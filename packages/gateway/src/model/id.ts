/**
 * Public ids of rows that are counted: `evt_`, `rej_` and `dlv_` followed by base32 of the sequence number
 * and a random tag. The tag is checked on read, so that an id cannot be found by counting.
 */

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const values = new Map([...alphabet].map((letter, value) => [letter, value]))
const tagLetters = 7

/** Tags are whole numbers below this: 32 bits, which both engines store without a sign. */
export const tagLimit: number = 2 ** 32

export type CountedKind = 'evt' | 'rej' | 'dlv'

/** `evt_` + base32(seq) + seven letters of the tag. */
export function formatId(kind: 'evt' | 'rej', seq: number, tag: number): string {
  return `${kind}_${base32(seq)}${base32(tag).padStart(tagLetters, '0')}`
}

/** The sequence number and tag of an id, or null where it is not one of this kind. */
export function parseId(kind: 'evt' | 'rej', id: string): { seq: number; tag: number } | null {
  if (!id.startsWith(`${kind}_`)) return null
  return parseTagged(id.slice(kind.length + 1))
}

/** `dlv_` + lane + `-` + replay + `-` + the event's own letters. */
export function formatDeliveryId(key: { seq: number; lane: number; replay: number }, tag: number): string {
  return `dlv_${base32(key.lane)}-${base32(key.replay)}-${formatId('evt', key.seq, tag).slice(4)}`
}

/** `lse_` + lane + `-` + replay + `-` + seq + `-` + the lease's random number, which nobody guesses. */
export function formatLease(lease: { seq: number; lane: number; replay: number; lease: number }): string {
  return `lse_${[lease.lane, lease.replay, lease.seq, lease.lease].map(base32).join('-')}`
}

/** What a lease's text names, or null. */
export function parseLease(
  text: string,
): { seq: number; lane: number; replay: number; lease: number } | null {
  if (!text.startsWith('lse_')) return null
  const [lane, replay, seq, lease, ...more] = text
    .slice(4)
    .split('-')
    .map((part) => fromBase32(part))
  if (lane == null || replay == null || seq == null || lease == null || more.length > 0) return null
  return { seq, lane, replay, lease }
}

/** What a delivery's id names, or null. */
export function parseDeliveryId(
  id: string,
): { seq: number; lane: number; replay: number; tag: number } | null {
  if (!id.startsWith('dlv_')) return null
  const [lane, replay, event, ...more] = id.slice(4).split('-')
  if (lane === undefined || replay === undefined || event === undefined || more.length > 0) return null
  const laneNumber = fromBase32(lane)
  const replayNumber = fromBase32(replay)
  const tagged = parseTagged(event)
  if (laneNumber === null || replayNumber === null || tagged === null) return null
  return { ...tagged, lane: laneNumber, replay: replayNumber }
}

function parseTagged(text: string): { seq: number; tag: number } | null {
  const seq = fromBase32(text.slice(0, -tagLetters))
  const tag = fromBase32(text.slice(-tagLetters), tagLetters)
  return seq === null || tag === null || tag >= tagLimit ? null : { seq, tag }
}

function base32(number: number): string {
  let text = ''
  let rest = number
  do {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  } while (rest > 0)
  return text
}

/** Strict: one spelling of a number, no leading zeros unless the length is fixed. */
function fromBase32(text: string, fixedLength?: number): number | null {
  if (text.length === 0 || text.length > 11) return null
  if (fixedLength === undefined ? text.length > 1 && text.startsWith('0') : text.length !== fixedLength)
    return null
  let number = 0
  for (const letter of text) {
    const value = values.get(letter)
    if (value === undefined) return null
    number = number * 32 + value
  }
  return Number.isSafeInteger(number) ? number : null
}
