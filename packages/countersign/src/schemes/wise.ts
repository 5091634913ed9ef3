import { publicKey } from '../engines/public-key.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Wise. RSA with SHA-256 in base64 over the raw body, by the public key of its sandbox or of its live environment. The
 * older `X-Signature` with SHA-1 is not looked at.
 *
 * Source: transferwise/digital-signatures-examples verify-webhook-signature, with a vector.
 */
export const wise: Scheme = publicKey({
  name: 'wise',
  title: 'Wise',
  documentation: ['https://github.com/transferwise/digital-signatures-examples'],
  confidence: 'high',
  algorithm: 'rsa-sha256',
  encoding: 'base64',
  signature: header('X-Signature-SHA256'),
  describe: described({ type: jsonField('event_type'), id: header('X-Delivery-Id') }),
  unprotected: ['id'],
  forward: ['X-Delivery-Id'],
})
