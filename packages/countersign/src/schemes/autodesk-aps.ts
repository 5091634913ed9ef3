import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Autodesk Platform Services. Hex HMAC-SHA1 of the raw body after `sha1hash=`.
 *
 * Source: the registry webhook-co/webhook.
 */
export const autodeskAps: Scheme = hmac({
  name: 'autodesk-aps',
  title: 'Autodesk Platform Services',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha1',
  encoding: hex,
  signature: header('x-adsk-signature'),
  prefix: 'sha1hash=',
  describe: described({ type: jsonField('hook', 'event'), id: header('x-adsk-delivery-id') }),
  forward: ['x-adsk-delivery-id'],
  unprotected: ['id'],
})
