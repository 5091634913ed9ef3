import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Cashfree Payments. Base64 HMAC-SHA256 of timestamp and body with nothing between, by the client secret.
 *
 * Sources: cashfree-pg PGVerifyWebhookSignature; cashfree.com/docs, webhook signature verification.
 */
export const cashfree: Scheme = hmac({
  name: 'cashfree',
  title: 'Cashfree Payments',
  documentation: [
    'https://www.cashfree.com/docs/api-reference/prepaid-payment-instruments/webhook-signature-verification',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-webhook-signature'),
  content: contentOf([timestamp, body]),
  timestamp: clock({ at: header('x-webhook-timestamp'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('type') }),
})
