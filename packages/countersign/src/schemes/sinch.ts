import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, id, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Sinch (Conversation and others). Base64 HMAC-SHA256 of `body.nonce.timestamp`, the body first. The nonce is the
 * message's id; with a dot in it, it could be taken for the end of another body. The header that names the algorithm is
 * not looked at: it is this one, or the signature does not match. Its own SDK looks at no clock.
 *
 * Source: sinch/sinch-sdk-node packages/sdk-client authorization.helper.ts @affb35e.
 */
export const sinch: Scheme = hmac({
  name: 'sinch',
  title: 'Sinch (Conversation and others)',
  documentation: ['https://github.com/sinch/sinch-sdk-node'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-sinch-webhook-signature'),
  content: contentOf([body, '.', id, '.', timestamp]),
  id: signedId(header('x-sinch-webhook-signature-nonce')),
  idWithout: '.',
  timestamp: clock({ at: header('x-sinch-webhook-signature-timestamp'), unit: 'seconds' }),
})
