import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Mux. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in `Mux-Signature`. Several `v1` while a secret is rotated.
 *
 * Sources: mux.com/docs; @mux/mux-node 15.3.0; mux-elixir.
 */
export const mux: Scheme = hmac({
  name: 'mux',
  title: 'Mux',
  documentation: ['https://mux.com/docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Mux-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Mux-Signature', 't'), unit: 'seconds' }),
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
})
