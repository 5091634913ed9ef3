import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * CircleCI. Hex HMAC-SHA256 of the raw body as `v1=…`, in a list that may hold other versions one day: only `v1`
 * counts. The documentation says that requests may be repeated and that the body's id tells so.
 *
 * Source: circleci-docs outbound-webhooks, with vectors.
 */
export const circleci: Scheme = hmac({
  name: 'circleci',
  title: 'CircleCI',
  documentation: ['https://github.com/circleci/circleci-docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('circleci-signature', 'v1'),
  describe: described({ type: header('circleci-event-type'), id: jsonField('id'), dedupe: 'signed-id' }),
  forward: ['circleci-event-type'],
  delivery: { timeoutSeconds: 10, retries: 'after every answer but a 2xx' },
  unprotected: ['type'],
})
