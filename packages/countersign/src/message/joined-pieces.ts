import type { Bytes } from './bytes.ts'
import { utf8 } from './encoding.ts'

/** Pieces as one, in memory of our own; text as its UTF-8 bytes. */
export function joinedPieces(parts: readonly (string | Uint8Array)[]): Bytes {
  const pieces = parts.map((part) => (typeof part === 'string' ? utf8(part) : part))
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
