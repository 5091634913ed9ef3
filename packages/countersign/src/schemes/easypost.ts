import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * EasyPost. Hex HMAC-SHA256 of the raw body after `hmac-sha256-hex=`; the secret's text is taken in Unicode form NFKD.
 * Its SDK changes a weight of 1 into 1.0 first, to undo a parser: raw bytes need nothing of the kind.
 *
 * Source: @easypost/api validateWebhook.
 */
export const easypost: Scheme = hmac({
  name: 'easypost',
  title: 'EasyPost',
  documentation: ['https://www.npmjs.com/package/@easypost/api'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hmac-Signature'),
  prefix: 'hmac-sha256-hex=',
  key: { encoding: 'utf8', change: (text) => text.normalize('NFKD') },
  describe: described({ type: jsonField('description'), id: jsonField('id') }),
})
