import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * WorkOS. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in `WorkOS-Signature`. A blank follows the comma,
 * without which its SDK for Python takes no message; milliseconds. That for Node.js writes the body again before it checks;
 * here the raw bytes count.
 *
 * Sources: @workos-inc/node 8.13.0, 11.0.0; workos of PyPI 10.1.0.
 */
export const workos: Scheme = hmac({
  name: 'workos',
  title: 'WorkOS',
  documentation: ['https://www.npmjs.com/package/@workos-inc/node'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('WorkOS-Signature', 'v1', ', '),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({
    at: parameter('WorkOS-Signature', 't', ', '),
    unit: 'milliseconds',
    toleranceSeconds: 180,
  }),
  describe: described({ type: jsonField('event'), id: jsonField('id') }),
})
