import { boundHeaders } from '../content/bound-headers.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField, type Place, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = 'X-Hook0-Signature'
const listed = parameter(name, 'h')

/** Who signs binds the content type alone, so that it can be written before the rest is known. */
const signedAt: Place = {
  in: 'found',
  title: `t= in the header ${name.toLowerCase()}`,
  headers: [header(name).name],
  write: { header: name, prefix: 'h=content-type,t=' },
  find: (message) => parameter(name, 't').find(message),
}

/**
 * Coinbase's Developer Platform, sent by Hook0. Hex HMAC-SHA256 of the timestamp, the names in `h`, what those headers
 * hold, and the body, as `t=…,h=…,v1=…`. Hook0's older `v0` binds no headers and is not accepted. Signing binds the
 * content type, which must be given.
 *
 * Sources: docs.cdp.coinbase.com, webhook verification; hook0/hook0 output-worker/src/work.rs.
 */
export const coinbaseCdp: Scheme = hmac({
  name: 'coinbase-cdp',
  title: 'Coinbase Developer Platform',
  documentation: [
    'https://docs.cdp.coinbase.com/webhooks/verify-signatures',
    'https://github.com/hook0/hook0',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter(name, 'v1'),
  content: contentOf([timestamp, '.', listed, '.', boundHeaders(listed), '.', body]),
  timestamp: clock({ at: signedAt, unit: 'seconds' }),
  describe: described({ type: jsonField('eventType') }),
})
