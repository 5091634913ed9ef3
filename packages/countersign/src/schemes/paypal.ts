import { bodyCrc32 } from '../content/crc32.ts'
import { param } from '../content/param.ts'
import { required } from '../content/required.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { rfc3339 } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * PayPal. RSA with SHA-256 over transmission id and time, the webhook's id, which stands in no message, and the CRC-32 of
 * the body: a body of the same sum passes. The certificate is fetched from a host of paypal.com alone, must be valid and
 * issued for one. The older SHA1withRSA is refused.
 *
 * Sources: developer.paypal.com/api/rest/webhooks/rest; paypalrestsdk 1.13.3.
 */
export const paypal: Scheme = onlyWhere(
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
    params: { webhookId: { title: 'the id that PayPal has given the webhook' } },
    keyFrom: {
      hosts: ['*.paypal.com'],
      form: 'pem',
      of(message) {
        const url = message.header('paypal-cert-url') ?? ''
        return /^https:\/\/(?:[a-z0-9-]+\.)+paypal\.com\/[\w./-]{1,200}$/.test(url) ? { url } : undefined
      },
      issuedFor: (name) => name.endsWith('.paypal.com'),
    },
    describe: described({
      type: jsonField('event_type'),
      id: jsonField('id'),
      once: [header('PAYPAL-TRANSMISSION-ID'), header('PAYPAL-TRANSMISSION-TIME')],
    }),
    delivery: { retries: 'up to 25 times in 3 days' },
  }),
)
