import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Port (internal developer portal). Base64 HMAC-SHA256 of `timestamp.body` after `v1,` in `x-port-signature`. It looks
 * like Standard Webhooks and is not: no id is signed, and the key is the text of the organization's client secret.
 *
 * Source: docs.port.io, webhook signature verification.
 */
export const portIo: Scheme = hmac({
  name: 'port-io',
  title: 'Port (internal developer portal)',
  documentation: [
    'https://docs.port.io/actions-and-automations/setup-backend/webhook/signature-verification/',
  ],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-port-signature'),
  prefix: 'v1,',
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: header('x-port-timestamp'), unit: 'seconds' }),
  describe: described({ type: jsonField('template') }),
})
