import { credentialQuery } from '../engines/credential-query.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { only } from '../message/only.ts'
import { query } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const signature = query('signature')

/**
 * PandaDoc. Hex HMAC-SHA256 of the raw body, by the shared key, in `signature` of the URL's query, which is kept as a
 * credential is: it belongs in no log. The body is a list of events.
 *
 * Source: developers.pandadoc.com, webhook verification.
 */
export const pandadoc: Scheme = Object.freeze({
  ...hmac({
    name: 'pandadoc',
    title: 'PandaDoc',
    documentation: ['https://developers.pandadoc.com/docs/webhook-verification'],
    confidence: 'high',
    hash: 'sha256',
    encoding: hex,
    signature,
    describe: described({ type: only([], ['event']) }),
  }),
  ...credentialQuery(signature),
})
