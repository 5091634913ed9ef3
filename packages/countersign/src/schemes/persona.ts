import { grouped } from '../engines/grouped.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Persona. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…`; two such groups while a secret is rotated. */
export const persona: Scheme = grouped(
  hmac({
    name: 'persona',
    title: 'Persona',
    documentation: ['https://docs.withpersona.com/webhooks-best-practices'],
    confidence: 'high',
    hash: 'sha256',
    encoding: hex,
    signature: parameter('Persona-Signature', 'v1'),
    content: contentOf([timestamp, '.', body]),
    timestamp: clock({ at: parameter('Persona-Signature', 't'), unit: 'seconds' }),
    describe: described({ type: jsonField('data', 'attributes', 'name'), id: jsonField('data', 'id') }),
  }),
  'Persona-Signature',
  ' ',
)
