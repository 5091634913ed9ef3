import { placeText } from '../content/place-text.ts'
import type { Message } from '../message/message.ts'
import type { Pieces } from '../platform/platform.ts'
import type { ContentValues, Part } from '../scheme/content.ts'
import { isLater } from '../scheme/eventually.ts'
import type { MadeContent } from '../scheme/signed-options.ts'

type Piece = string | Uint8Array

function resolved(part: Part, message: Message, values: ContentValues): Piece | Pieces | Promise<Pieces> {
  if (typeof part === 'string' || part instanceof Uint8Array) return part
  // A place that holds nothing signs nothing: Adyen's absent fields are empty.
  return 'in' in part ? (placeText(message, part) ?? '') : part.make(message, values)
}

/**
 * A signed content: pieces that go into the hash one after the other. Nothing is joined or replaced into a template,
 * where `$&` in a body would change what is signed.
 */
export function contentOf(parts: readonly Part[]): MadeContent {
  const make: MadeContent = (message, values) => {
    const made: (Piece | Pieces | Promise<Pieces>)[] = []
    let awaited = false
    let nested = false
    for (const part of parts) {
      const piece = resolved(part, message, values)
      if (isLater(piece)) awaited = true
      else if (Array.isArray(piece)) nested = true
      made.push(piece)
    }
    if (awaited) return Promise.all(made).then((all) => all.flat() as Pieces)
    return nested ? (made.flat() as Pieces) : (made as Pieces)
  }
  const whole = parts.some((part) => typeof part === 'object' && 'part' in part && part.covers === 'body')
  return Object.assign(make, { parts, protects: whole ? 'body' : 'fields' } as const)
}
