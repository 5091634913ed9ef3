import { hmac } from '../engines/hmac/hmac.ts'
import { xeroHandshake } from '../handshakes/xero.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Xero. Base64 HMAC-SHA256 of the raw body in `x-xero-signature`. The key looks like base64 and is used as text.
 * Events stand in a list.
 *
 * Sources: developer.xero.com/documentation/webhooks/configuring-your-server; XeroAPI/XeroWebhooksReceiver @ebe613f.
 */
export const xero: Scheme = hmac({
  name: 'xero',
  title: 'Xero',
  documentation: [
    'https://developer.xero.com/documentation/webhooks/configuring-your-server',
    'https://github.com/XeroAPI/XeroWebhooksReceiver',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-xero-signature'),
  describe: described({ type: [only(['events'], ['eventCategory']), only(['events'], ['eventType'])] }),
  delivery: {
    timeoutSeconds: 5,
    retries: 'for 24 hours, less and less often',
    disables: 'after the last retry',
    success: '200 alone, without body and cookies',
  },
  answer: { status: 200 },
  handshake: xeroHandshake,
})
