import { placeText } from '../content/place-text.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { signedId } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { id, type MadePart } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

const submission = header('Framer-Webhook-Submission-Id')
const isIdText = /^[\w-]+$/

/**
 * The body, in front of an id without a border between: it ends with a character that no id has, as JSON's objects do,
 * so that neither can have taken a piece of the other.
 */
const bodyBeforeId: MadePart = {
  part: 'made',
  covers: 'body',
  make(message) {
    const end = String.fromCharCode(message.body.at(-1) ?? 0x61)
    if (isIdText.test(end) || !isIdText.test(placeText(message, submission) ?? ''))
      throw refusal('ERR_CONTENT_MALFORMED', 'Where the body ends and the id begins cannot be told.')
    return [message.body]
  },
}

/**
 * Framer's forms. Hex HMAC-SHA256 of the body and then the submission's id, with nothing between, after `sha256=`.
 *
 * Source: the registry webhook-co/webhook.
 */
export const framer: Scheme = hmac({
  name: 'framer',
  title: 'Framer forms',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('Framer-Signature'),
  prefix: 'sha256=',
  content: contentOf([bodyBeforeId, id]),
  id: signedId(submission),
})
