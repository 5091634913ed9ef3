import { placeText } from '../content/place-text.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { Message } from '../message/message.ts'
import type { Pieces } from '../platform/platform.ts'
import type { ContentValues, Part } from '../scheme/content.ts'
import type { ContentFunction, SignedOptions } from '../scheme/signed-options.ts'

type Piece = string | Uint8Array

function resolved(part: Part, message: Message, values: ContentValues): Piece | Pieces | Promise<Pieces> {
  if (typeof part === 'string' || part instanceof Uint8Array) return part
  // A place that holds nothing signs nothing: Adyen's absent fields are empty.
  if ('in' in part) return placeText(message, part) ?? ''
  switch (part.part) {
    case 'body':
      return message.body
    case 'timestamp':
      return given(values.timestamp)
    case 'id':
      return given(values.id)
    case 'url':
      return present(message.url)
    case 'method':
      return present(message.method)
    case 'made':
      return part.make(message, values)
  }
}

/** The builders refuse a content with a timestamp or an id that they do not read. */
function given(value: string | undefined): string {
  if (value === undefined) throw new WebhookError('ERR_OPTIONS_INVALID')
  return value
}

function present(value: string | undefined): string {
  if (value === undefined) throw new WebhookError('ERR_URL_MISSING')
  return value
}

function isList(piece: Piece | Pieces): piece is Pieces {
  return Array.isArray(piece)
}

/**
 * How the signed content is made: pieces that go into the hash one after the other. Nothing is joined or
 * replaced into a template, where `$&` in a body would change what is signed.
 */
export function contentMaker({ content }: Pick<SignedOptions, 'content'>): ContentFunction {
  if (typeof content === 'function') return content
  if (content === undefined) return (message) => [message.body]
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
