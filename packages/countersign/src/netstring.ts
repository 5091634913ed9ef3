import { utf8 } from './encoding.ts'

/**
 * `<decimal byte length>:<text>,`. Fields written so and joined cannot be mistaken for others: no content of
 * one can pass for the border to the next, which bare joining allows.
 */
export function netstring(text: string): string {
  return `${utf8(text).length}:${text},`
}
