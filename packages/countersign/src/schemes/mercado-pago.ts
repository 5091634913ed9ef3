import { ifPresent } from '../content/if-present.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { header, jsonField, parameter, query } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A semicolon ends a part of what is signed: in a value it would begin another. */
function whole(text: string): string {
  if (text.includes(';')) throw refusal('ERR_CONTENT_MALFORMED', 'A signed value holds a semicolon.')
  return text
}

const lower = (text: string): string => whole(text).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

/**
 * Mercado Pago. Hex HMAC-SHA256 of `id:…;request-id:…;ts:…;`: the query's `data.id` in lower case, the request's id and
 * the timestamp, absent ones left out with their names. The body is not signed at all: what happened must be asked for
 * by that id. No tolerance is named, and the timestamp is seen in seconds and in milliseconds.
 *
 * Source: mercadopago (npm) utils/webhook.
 */
export const mercadoPago: Scheme = hmac({
  name: 'mercado-pago',
  title: 'Mercado Pago',
  documentation: ['https://www.npmjs.com/package/mercadopago'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('x-signature', 'v1'),
  content: contentOf([
    ifPresent('id:', query('data.id'), ';', lower),
    ifPresent('request-id:', header('x-request-id'), ';', whole),
    'ts:',
    timestamp,
    ';',
  ]),
  timestamp: clock({
    at: parameter('x-signature', 'ts'),
    unit: 'seconds-or-milliseconds',
    toleranceSeconds: null,
  }),
  describe: described({ type: jsonField('type') }),
  unprotected: ['type'],
  forward: ['x-request-id'],
})
