import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Intuit QuickBooks. Base64 HMAC-SHA256 of the raw body in `intuit-signature`. The key is the verifier token. Changes
 * stand in lists.
 *
 * Source: IntuitDeveloper/SampleApp-Webhooks-nodejs util/util.js @692e9d0.
 */
export const quickbooks: Scheme = hmac({
  name: 'quickbooks',
  title: 'Intuit QuickBooks',
  documentation: ['https://github.com/IntuitDeveloper/SampleApp-Webhooks-nodejs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('intuit-signature'),
})
