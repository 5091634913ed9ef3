import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { signedId } from '../engines/signed-values.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, id } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Framer's forms. Hex HMAC-SHA256 of the body and then the submission's id, with nothing between, after `sha256=`. The
 * body is a JSON object: an id without a brace cannot have taken its end.
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
  content: contentOf([body, id]),
  id: signedId(header('Framer-Webhook-Submission-Id')),
  idWithout: '}',
  describe: described({ id: header('Framer-Webhook-Submission-Id') }),
})
