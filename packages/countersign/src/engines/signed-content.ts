import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { findSigned } from '../message/find.ts'
import type { Message } from '../message/message.ts'
import { looked, type Place } from '../message/place.ts'
import type { Part } from '../scheme/content.ts'
import type { ContentFunction, ContentValues, SignedOptions } from '../scheme/signed-options.ts'

function resolved(part: Part, message: Message, values: ContentValues): string | Uint8Array {
  if (typeof part === 'string' || part instanceof Uint8Array) return part
  if ('in' in part) return signedText(message, part)
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
  }
}

/**
 * What stands at a signed place. One that holds nothing signs nothing: Adyen's absent fields are empty. Whatever else
 * is not one text is refused: signed as empty, two messages that say different things would have one signature.
 */
function signedText(message: Message, place: Place): string {
  const values = findSigned(message, place)
  const [value = ''] = values ?? []
  if (values === undefined || values.length > 1) throw refusal('ERR_CONTENT_MALFORMED', looked(place))
  return value
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

/**
 * How the signed content is made: pieces that go into the hash one after the other. Nothing is joined or
 * replaced into a template, where `$&` in a body would change what is signed.
 */
export function contentMaker({ content }: Pick<SignedOptions, 'content'>): ContentFunction {
  if (typeof content === 'function') return content
  if (content === undefined) return (message) => [message.body]
  return (message, values) => {
    const parts: (string | Uint8Array)[] = []
    for (const part of content) parts.push(resolved(part, message, values))
    return parts
  }
}
