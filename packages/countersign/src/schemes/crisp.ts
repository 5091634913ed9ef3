import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Crisp. Hex HMAC-SHA256 of `[timestamp;body]`: brackets and semicolon are signed, too.
 *
 * Source: crisp-api __verifySignature.
 */
export const crisp: Scheme = hmac({
  name: 'crisp',
  title: 'Crisp',
  documentation: ['https://www.npmjs.com/package/crisp-api'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Crisp-Signature'),
  content: contentOf(['[', timestamp, ';', body, ']']),
  timestamp: clock({ at: header('X-Crisp-Request-Timestamp'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('event') }),
})
