import type { MadePart } from '../scheme/content.ts'

/** The polynomial of IEEE 802.3, reversed. */
const polynomial = 0xedb88320
const table: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
  return value
})

/** The CRC-32 of bytes. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
  return (crc ^ 0xffffffff) >>> 0
}

/**
 * The CRC-32 of the raw body in decimal, as PayPal signs it. It protects the body against accidents alone: another body of
 * the same sum is written in no time, so that the content counts as one that leaves the body out.
 */
export const bodyCrc32: MadePart = { part: 'made', make: ({ body }) => [String(crc32(body))] }
