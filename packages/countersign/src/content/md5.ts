import { toBase64 } from '../message/encoding.ts'
import type { MadePart } from '../scheme/content.ts'

/** RFC 1321 section 3.4: by how much each step of a round rotates. */
const shifts: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
]
const sines = Uint32Array.from({ length: 64 }, (_, i) => Math.abs(Math.sin(i + 1)) * 2 ** 32)

/** RFC 1321 section 3.1 and 3.2: a bit, zeros, and the length in bits, the low word first. */
function padded(bytes: Uint8Array): DataView {
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setUint32(view.byteLength - 8, bytes.length << 3, true)
  view.setUint32(view.byteLength - 4, bytes.length >>> 29, true)
  return view
}

/** One of the 64 operations: the round's function of three words, and which word of the block it takes. */
function operation(step: number, b: number, c: number, d: number): readonly [mixed: number, word: number] {
  if (step < 16) return [(b & c) | (~b & d), step]
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) & 15]
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) & 15]
  return [c ^ (b | ~d), (7 * step) & 15]
}

/**
 * MD5 of RFC 1321, which neither Web Crypto has nor a platform of this library: two bodies with one digest are easily
 * made. Only under an HMAC, of a body that the provider wrote, does it tell a changed one.
 */
export function md5(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state
    for (let step = 0; step < 64; step++) {
      const [mixed, word] = operation(step, b, c, d)
      const sum = (a + mixed + (sines[step] ?? 0) + view.getUint32(block + 4 * word, true)) | 0
      const by = shifts[step >> 4]?.[step & 3] ?? 0
      a = d
      d = c
      c = b
      b = (b + ((sum << by) | (sum >>> (32 - by)))) | 0
    }
    state.set([a, b, c, d].map((word, i) => (state[i] ?? 0) + word))
  }
  const digest = new DataView(new ArrayBuffer(16))
  for (const [i, word] of state.entries()) digest.setInt32(4 * i, word, true)
  return new Uint8Array(digest.buffer)
}

/** Base64 of the body's MD5, as HTTP's `Content-MD5` has it. */
export const bodyMd5: MadePart = {
  part: 'made',
  covers: 'body',
  make: ({ body }) => [toBase64(md5(body))],
}
