import { toBase64 } from '../message/encoding.ts'
import type { MadePart } from '../scheme/content.ts'

/** RFC 1321 section 3.4: by how much each of the 64 steps rotates. */
const shifts = Uint8Array.from({ length: 64 }, (_, step) => {
  const round = [
    [7, 12, 17, 22],
    [5, 9, 14, 20],
    [4, 11, 16, 23],
    [6, 10, 15, 21],
  ][step >> 4]
  return round?.[step & 3] ?? 0
})
const sines = Uint32Array.from({ length: 64 }, (_, i) => Math.abs(Math.sin(i + 1)) * 2 ** 32)

/** RFC 1321 section 3.1 and 3.2: a bit, zeros, and the length in bits, the low word first. */
function padded(bytes: Uint8Array): DataView {
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) << 3n, true)
  return view
}

/** Which word of the block each of the 64 operations takes. */
const words = Uint8Array.from({ length: 64 }, (_, step) =>
  step < 16 ? step : step < 32 ? (5 * step + 1) & 15 : step < 48 ? (3 * step + 5) & 15 : (7 * step) & 15,
)

/** The round's function of three words. */
function mixed(step: number, b: number, c: number, d: number): number {
  if (step < 16) return (b & c) | (~b & d)
  if (step < 32) return (d & b) | (~d & c)
  return step < 48 ? b ^ c ^ d : c ^ (b | ~d)
}

/**
 * MD5 of RFC 1321, where the platform has none, as Web Crypto has not: two bodies with one digest are easily made. Only
 * under an HMAC, of a body that the provider wrote, does it tell a changed one.
 */
export function md5(bytes: Uint8Array): Uint8Array {
  const view = padded(bytes)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state
    for (let step = 0; step < 64; step++) {
      const word = view.getUint32(block + 4 * (words[step] ?? 0), true)
      const sum = (a + mixed(step, b, c, d) + (sines[step] ?? 0) + word) | 0
      const by = shifts[step] ?? 0
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
  make: ({ body }, { platform }) => [platform.md5?.(body) ?? toBase64(md5(body))],
}
