import { publicKey } from '../engines/public-key.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Dyte. RSA with SHA-256 over the raw body, by the public key that Dyte publishes. `dyte-uuid` is not signed.
 *
 * Source: docs.dyte.io, webhook signatures.
 */
export const dyte: Scheme = publicKey({
  name: 'dyte',
  title: 'Dyte',
  documentation: ['https://docs.dyte.io/guides/capabilities/webhooks/signatures'],
  confidence: 'high',
  algorithm: 'rsa-sha256',
  encoding: 'base64',
  signature: header('dyte-signature'),
  describe: described({ type: jsonField('event'), id: header('dyte-uuid') }),
  forward: ['dyte-uuid'],
  unprotected: ['id'],
})
