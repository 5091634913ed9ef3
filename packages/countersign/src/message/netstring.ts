import { utf8 } from './encoding.ts'

const beyondAscii = /[^\x20-\x7e]/

/**
 * `<decimal byte length>:<text>,`. Fields written so and joined cannot be mistaken for others: no content of
 * one can pass for the border to the next, which bare joining allows.
 */
export function netstring(text: string): string {
  // Encoding costs a microsecond, and most fields are ASCII: as many bytes as characters.
  const length = beyondAscii.test(text) ? utf8(text).length : text.length
  return `${length}:${text},`
}
