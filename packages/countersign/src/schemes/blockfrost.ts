import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Blockfrost. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…`; ten minutes are allowed.
 *
 * Source: @blockfrost/blockfrost-js verifyWebhookSignature.
 */
export const blockfrost: Scheme = hmac({
  name: 'blockfrost',
  title: 'Blockfrost',
  documentation: ['https://www.npmjs.com/package/@blockfrost/blockfrost-js'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Blockfrost-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Blockfrost-Signature', 't'), unit: 'seconds', toleranceSeconds: 600 }),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
