import { formFields } from '../content/form-fields.ts'
import { placeText } from '../content/place-text.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { items } from '../message/items.ts'
import { formField, header, looked } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { MadePart } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const nonceAt = header('X-Plivo-Signature-V3-Nonce')

function byText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/** The decoded fields by name and then by value, each written as told. */
function sorted(fields: URLSearchParams, write: (name: string, value: string) => string): string[] {
  return [...fields]
    .sort(([name, value], [other, second]) => byText(name, other) || byText(value, second))
    .map(([name, value]) => write(name, value))
}

/** The URL with its query sorted. A form brings a question mark with it, and a dot where there is a query, too. */
const address: MadePart = {
  part: 'made',
  covers: 'url',
  make(message) {
    const found = /^(https?:\/\/[^?#]+)\??([^#]*)/i.exec(message.url ?? '')
    if (found === null) throw new WebhookError('ERR_URL_MISSING')
    const [, bare = '', query = ''] = found
    const pairs = sorted(new URLSearchParams(query), (name, value) => `${name}=${value}`)
    const form = formFields(message).size > 0
    const mark = form || pairs.length > 0 ? '?' : ''
    return [bare, mark, pairs.join('&'), form && pairs.length > 0 ? '.' : '']
  },
}

const fields: MadePart = {
  part: 'made',
  covers: 'body',
  make(message) {
    const form = formFields(message)
    // A body of bytes that are no text has no fields: under the signature of a call by GET any such would pass.
    if (form.size === 0 && message.body.length > 0) {
      throw refusal('ERR_CONTENT_MALFORMED', 'Looked for a form, or no body at all.')
    }
    return sorted(form, (name, value) => name + value)
  },
}

/** A dot before it is the only border: in it, there would be two ways to read what is signed. */
const nonce: MadePart = {
  part: 'made',
  of: [nonceAt],
  make(message) {
    const text = placeText(message, nonceAt) ?? ''
    if (text === '' || text.includes('.')) throw refusal('ERR_CONTENT_MALFORMED', looked(nonceAt))
    return [text]
  },
}

/**
 * Plivo, version 3. Base64 HMAC-SHA256 of the URL with its query sorted, the form's fields sorted, and a nonce, with
 * dots between; one signature for each auth token in a list. Whether a nonce has been seen is for the receiver to
 * remember. `MessageUUID` and `CallUUID` name the message and the call, in all that is told of them: no id of an event.
 *
 * Source: plivo (npm) utils/v3Security.js.
 */
export const plivo: Scheme = hmac({
  name: 'plivo',
  title: 'Plivo (V3)',
  documentation: ['https://github.com/plivo/plivo-node'],
  confidence: 'high',
  describe: described({ type: formField('Event') }),
  unprotected: ['body'],
  hash: 'sha256',
  encoding: base64,
  signature: items('X-Plivo-Signature-V3'),
  content: contentOf([address, fields, '.', nonce]),
})
