import { hmac } from '../engines/hmac/hmac.ts'
import { formField, header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Maxio Advanced Billing, once Chargify. Hex HMAC-SHA256 of the form's raw bytes by the site's shared key; a second,
 * older header with MD5 is not looked at. Its SDK calls the webhook's id unique and unchanged on a retry or replay.
 *
 * Sources: maxio-advanced-billing-sdk models/webhook.py; the registry webhook-co/webhook.
 */
export const chargify: Scheme = hmac({
  name: 'chargify',
  title: 'Maxio Advanced Billing (Chargify)',
  documentation: ['https://pypi.org/project/maxio-advanced-billing-sdk/'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Chargify-Webhook-Signature-Hmac-Sha-256'),
  dedupeBytes: hashedBody,
  describe: described({
    type: formField('event'),
    id: header('X-Chargify-Webhook-Id'),
    dedupe: 'unsigned-id+bytes',
  }),
  unprotected: ['id'],
  forward: ['X-Chargify-Webhook-Id'],
  delivery: { timeoutSeconds: 15, success: '200' },
})
