import { bodyCrc32 } from '../content/crc32.ts'
import { param } from '../content/param.ts'
import { required } from '../content/required.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { rfc3339 } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import type { PaypalEvents } from '../payloads/paypal.ts'
import { checkParams } from '../scheme/check-params.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const certificateUrl =
  /^https:\/\/api(?:-m)?(?:\.sandbox)?\.paypal\.com\/v1\/notifications\/certs\/[\w-]{1,200}$/

const signed: Scheme<PaypalEvents> = onlyWhere(
  header('PAYPAL-AUTH-ALGO'),
  (text) => text === 'SHA256withRSA',
  publicKey({
    name: 'paypal',
    title: 'PayPal',
    documentation: ['https://developer.paypal.com/api/rest/webhooks/rest'],
    confidence: 'high',
    algorithm: 'rsa-sha256',
    encoding: 'base64',
    signature: header('PAYPAL-TRANSMISSION-SIG'),
    content: contentOf([
      required(header('PAYPAL-TRANSMISSION-ID')),
      '|',
      timestamp,
      '|',
      param('webhookId'),
      '|',
      bodyCrc32,
    ]),
    covers: 'fields',
    timestamp: clock({ at: header('PAYPAL-TRANSMISSION-TIME'), unit: 'rfc3339', read: rfc3339 }),
    checkParams,
    params: { webhookId: { title: 'the id that PayPal has given the webhook' } },
    keyFrom: {
      hosts: ['api.paypal.com', 'api-m.paypal.com', 'api.sandbox.paypal.com', 'api-m.sandbox.paypal.com'],
      form: 'pem',
      of(message) {
        const url = message.header('paypal-cert-url') ?? ''
        return certificateUrl.test(url) ? { url } : undefined
      },
      issuedFor: (name) => /^messageverificationcerts(?:\.sandbox)?\.paypal\.com$/.test(name),
    },
    forward: ['PAYPAL-TRANSMISSION-ID'],
    describe: described({
      type: jsonField('event_type'),
      id: jsonField('id'),
      once: [header('PAYPAL-TRANSMISSION-ID'), header('PAYPAL-TRANSMISSION-TIME')],
    }),
    delivery: { retries: 'up to 25 times in 3 days' },
  }),
  () => 'SHA256withRSA',
)

/**
 * PayPal. RSA with SHA-256 over transmission id and time, the webhook's id, which stands in no message, and the CRC-32 of
 * the body: a body of the same sum passes. The certificate is fetched from where PayPal's API keeps them alone, must be
 * valid and issued for PayPal's signing of messages. The older SHA1withRSA is refused.
 *
 * PayPal's old SDK checks the chain against a root and an intermediate of 2013 that it brings along; the document holds
 * no chain, and PayPal has changed its issuer since. Here the host's own TLS certificate stands for it.
 *
 * Sources: developer.paypal.com/api/rest/webhooks/rest; paypalrestsdk 1.13.3; SSLUtil of PayPal's Java SDK, for the name.
 */
export const paypal: Scheme<PaypalEvents> = onlyWhere(
  header('PAYPAL-CERT-URL'),
  // Also where a key is given, and none is fetched: what names a stranger's certificate was not sent by PayPal.
  (url) => url === undefined || /^https:\/\/(?:[a-z0-9-]+\.)*paypal\.com\//.test(url),
  signed,
)
