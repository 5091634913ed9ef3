import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const name = 'Paymongo-Signature'

/**
 * PayMongo. Hex HMAC-SHA256 of `timestamp.body` as `t=…,te=…,li=…`: one of the two for test mode and one for live mode,
 * the other is empty. Read by name, where its SDK goes by position.
 *
 * Source: paymongo/paymongo-node src/services/Webhook.js.
 */
export const paymongo: Scheme = hmac({
  name: 'paymongo',
  title: 'PayMongo',
  documentation: ['https://github.com/paymongo/paymongo-node'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: [parameter(name, 'te'), { ...parameter(name, 'li'), always: true }],
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter(name, 't'), unit: 'seconds' }),
  describe: described({ type: jsonField('data', 'attributes', 'type'), id: jsonField('data', 'id') }),
})
