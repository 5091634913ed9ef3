import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Telnyx. Ed25519 in base64 over `timestamp|body`, by the account's public key.
 *
 * Sources: telnyx (npm) webhooks.unwrap; developers.telnyx.com.
 */
export const telnyx: Scheme = publicKey({
  name: 'telnyx',
  title: 'Telnyx',
  documentation: ['https://developers.telnyx.com/docs/development/api-fundamentals/webhooks'],
  confidence: 'high',
  algorithm: 'ed25519',
  encoding: 'base64',
  signature: header('telnyx-signature-ed25519'),
  content: contentOf([timestamp, '|', body]),
  timestamp: clock({ at: header('telnyx-timestamp'), unit: 'seconds' }),
  describe: described({ type: jsonField('data', 'event_type'), id: jsonField('data', 'id') }),
})
