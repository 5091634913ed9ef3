import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Stream's chat and video. Hex HMAC-SHA256 of the JSON by the API secret, before compression: of a gzip body the
 * unpacked bytes are signed, and those must be given.
 *
 * Source: stream-chat verifySignature.
 */
export const getstream: Scheme = hmac({
  name: 'getstream',
  title: 'Stream (chat, video)',
  documentation: ['https://www.npmjs.com/package/stream-chat'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Signature'),
  describe: described({ type: jsonField('type'), id: header('X-Webhook-Id') }),
  forward: ['X-Webhook-Id'],
  unprotected: ['id'],
})
