import type { Part } from './content.ts'
import { WebhookError } from './errors.ts'
import { findOne } from './find.ts'
import type { ContentFunction, ContentValues, HmacOptions } from './hmac-options.ts'
import type { Message } from './message.ts'

function resolved(part: Part, message: Message, values: ContentValues): string | Uint8Array {
  if (typeof part === 'string' || part instanceof Uint8Array) return part
  // A place that holds nothing signs nothing: Adyen's absent fields are empty.
  if ('in' in part) return findOne(message, part) ?? ''
  switch (part.part) {
    case 'body':
      return message.body
    case 'timestamp':
      return values.timestamp ?? ''
    case 'id':
      return values.id ?? ''
    case 'url':
      return present(message.url)
    case 'method':
      return present(message.method)
  }
}

function present(value: string | undefined): string {
  if (value === undefined) throw new WebhookError('ERR_URL_MISSING')
  return value
}

/**
 * How the signed content is made: pieces that go into the hash one after the other. Nothing is joined or
 * replaced into a template, where `$&` in a body would change what is signed.
 */
export function contentMaker({ content }: Pick<HmacOptions, 'content'>): ContentFunction {
  if (typeof content === 'function') return content
  if (content === undefined) return (message) => [message.body]
  return (message, values) => {
    const parts: (string | Uint8Array)[] = []
    for (const part of content) parts.push(resolved(part, message, values))
    return parts
  }
}
