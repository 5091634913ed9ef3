import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Logto. Hex HMAC-SHA256 of the raw body in `logto-signature-sha-256`.
 *
 * Source: logto-io/logto packages/core libraries/hook/utils.ts, utils/sign.ts @1fbc554 (the sender's source).
 */
export const logto: Scheme = hmac({
  name: 'logto',
  title: 'Logto',
  documentation: ['https://github.com/logto-io/logto'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('logto-signature-sha-256'),
  describe: described({ type: jsonField('event') }),
})
