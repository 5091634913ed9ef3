import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Dub. Hex HMAC-SHA256 of the raw body.
 *
 * Source: dubinc/dub apps/web/lib/webhook/signature.ts.
 */
export const dub: Scheme = hmac({
  name: 'dub',
  title: 'Dub',
  documentation: ['https://github.com/dubinc/dub'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Dub-Signature'),
  describe: described({ type: jsonField('event'), id: jsonField('id') }),
})
