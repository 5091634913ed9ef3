import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * MongoDB Atlas alerts. Base64 HMAC-SHA1 of the raw body in `X-MMS-Signature`.
 *
 * Source: the registry webhook-co/webhook @de3aa4e.
 */
export const mongodbAtlas: Scheme = hmac({
  name: 'mongodb-atlas',
  title: 'MongoDB Atlas alerts',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  hash: 'sha1',
  encoding: base64,
  signature: header('X-MMS-Signature'),
  describe: described({ type: header('X-MMS-Event'), id: jsonField('id') }),
  forward: ['X-MMS-Event'],
  unprotected: ['type'],
})
