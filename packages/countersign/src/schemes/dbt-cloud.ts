import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * dbt Cloud. Hex HMAC-SHA256 of the raw body, which stands in `Authorization` with nothing before it: a signature, not
 * a credential.
 *
 * Source: dbt-labs/docs.getdbt.com deploy/webhooks.
 */
export const dbtCloud: Scheme = hmac({
  name: 'dbt-cloud',
  title: 'dbt Cloud',
  documentation: ['https://github.com/dbt-labs/docs.getdbt.com'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Authorization'),
  describe: described({ type: jsonField('eventType'), id: jsonField('eventId') }),
  credentials: ['Authorization'],
  delivery: { retries: '5' },
})
