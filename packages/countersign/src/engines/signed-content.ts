import { placeText } from '../content/place-text.ts'
import type { Message } from '../message/message.ts'
import type { Pieces } from '../platform/platform.ts'
import { body, type ContentValues, type Part } from '../scheme/content.ts'
import type { ContentFunction, SignedOptions } from '../scheme/signed-options.ts'

type Piece = string | Uint8Array

function resolved(part: Part, message: Message, values: ContentValues): Piece | Pieces | Promise<Pieces> {
  if (typeof part === 'string' || part instanceof Uint8Array) return part
  // A place that holds nothing signs nothing: Adyen's absent fields are empty.
  return 'in' in part ? (placeText(message, part) ?? '') : part.make(message, values)
}

function isList(piece: Piece | Pieces): piece is Pieces {
  return Array.isArray(piece)
}

/**
 * How the signed content is made: pieces that go into the hash one after the other. Nothing is joined or
 * replaced into a template, where `$&` in a body would change what is signed.
 */
export function contentMaker({ content = [body] }: Pick<SignedOptions, 'content'>): ContentFunction {
  if (typeof content === 'function') return content
  return (message, values) => {
    const parts: (Piece | Pieces | Promise<Pieces>)[] = []
    let awaited = false
    let nested = false
    for (const part of content) {
      const piece = resolved(part, message, values)
      if (piece instanceof Promise) awaited = true
      else if (isList(piece)) nested = true
      parts.push(piece)
    }
    if (awaited) return Promise.all(parts).then((all) => all.flat() as Pieces)
    return nested ? (parts.flat() as Pieces) : (parts as Pieces)
  }
}
