import { hmac } from '../engines/hmac/hmac.ts'
import { only } from '../message/only.ts'
import { query } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * PandaDoc. Hex HMAC-SHA256 of the raw body, by the shared key, in `signature` of the URL's query. The body is a list of
 * events.
 *
 * Source: developers.pandadoc.com, webhook verification.
 */
export const pandadoc: Scheme = hmac({
  name: 'pandadoc',
  title: 'PandaDoc',
  documentation: ['https://developers.pandadoc.com/docs/webhook-verification'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: query('signature'),
  describe: described({ type: only([], ['event']) }),
})
