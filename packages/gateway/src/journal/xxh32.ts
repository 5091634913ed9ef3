const prime1 = 0x9e3779b1 | 0
const prime2 = 0x85ebca77 | 0
const prime3 = 0xc2b2ae3d | 0
const prime4 = 0x27d4eb2f | 0
const prime5 = 0x165667b1 | 0
/** Bytes that are read at once, as four words. */
const stripe = 16

/**
 * XXH32 of bytes, as its specification has it (github.com/Cyan4973/xxHash, doc/xxhash_spec.md). Each step is one to
 * one in the word that it takes in, so that a change within one word of four bytes always changes the sum. A third of
 * the time of Node's CRC-32, which costs as much to call as to reckon.
 *
 * @param to - the place behind the last byte
 */
export function xxh32(view: DataView, from: number, to: number, seed: number): number {
  let at = from
  let sum = (seed + prime5) | 0
  if (to - from >= stripe) {
    let one = (seed + prime1 + prime2) | 0
    let two = (seed + prime2) | 0
    let three = seed | 0
    let four = (seed - prime1) | 0
    for (; at <= to - stripe; at += stripe) {
      one = mixed(one, view.getInt32(at, true))
      two = mixed(two, view.getInt32(at + 4, true))
      three = mixed(three, view.getInt32(at + 8, true))
      four = mixed(four, view.getInt32(at + 12, true))
    }
    sum = turned(one, 1) + turned(two, 7) + turned(three, 12) + turned(four, 18)
  }
  sum = (sum + to - from) | 0
  for (; at + 4 <= to; at += 4) {
    sum = Math.imul(turned(sum + Math.imul(view.getInt32(at, true), prime3), 17), prime4)
  }
  for (; at < to; at++) sum = Math.imul(turned(sum + Math.imul(view.getUint8(at), prime5), 11), prime1)
  sum = Math.imul(sum ^ (sum >>> 15), prime2)
  sum = Math.imul(sum ^ (sum >>> 13), prime3)
  return (sum ^ (sum >>> 16)) >>> 0
}

/** A sum that has taken in one more word of 32 bits. */
export function mixed(sum: number, word: number): number {
  return Math.imul(turned(sum + Math.imul(word, prime2), 13), prime1)
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
