import { publicKey } from '../engines/public-key.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Postal, a mail server. RSA with SHA-256 over the raw body in `X-Postal-Signature-256`, by the key of the installation.
 * Its twin with SHA-1, `X-Postal-Signature`, is not looked at.
 *
 * Source: postalserver/postal lib/postal/http.rb, signer.rb @8ef8960 (the sender's source).
 */
export const postal: Scheme = publicKey({
  name: 'postal',
  title: 'Postal',
  documentation: ['https://github.com/postalserver/postal'],
  confidence: 'high',
  algorithm: 'rsa-sha256',
  encoding: 'base64',
  signature: header('X-Postal-Signature-256'),
  describe: described({ type: jsonField('event'), id: jsonField('uuid') }),
  forward: ['X-Postal-Signature-KID'],
})
