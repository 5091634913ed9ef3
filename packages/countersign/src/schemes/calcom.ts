import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Cal.com. Hex HMAC-SHA256 of the raw body, whatever a template of the operator's has made of it. Without a secret the
 * header says so in words, which is no signature.
 *
 * Source: calcom/cal.com packages/features/webhooks/lib/sendPayload.ts.
 */
export const calcom: Scheme = hmac({
  name: 'calcom',
  title: 'Cal.com',
  documentation: ['https://github.com/calcom/cal.com'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Cal-Signature-256'),
  describe: described({ type: jsonField('triggerEvent') }),
})
