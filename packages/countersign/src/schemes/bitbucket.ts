import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Bitbucket Cloud. Hex HMAC-SHA256 of the raw body after `sha256=`, in the header that others use for SHA-1.
 * `X-Request-UUID` names the request; nothing says that a retry keeps it.
 *
 * Sources: Atlassian's "Manage webhooks", with a vector; event payloads of Bitbucket Data Center.
 */
export const bitbucket: Scheme = hmac({
  name: 'bitbucket',
  title: 'Bitbucket Cloud',
  documentation: ['https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hub-Signature'),
  prefix: 'sha256=',
  describe: described({ type: header('X-Event-Key'), id: header('X-Request-UUID') }),
  forward: ['X-Event-Key', 'X-Request-UUID', 'X-Attempt-Number'],
  unprotected: ['id', 'type'],
  delivery: { retries: 'counted in X-Attempt-Number' },
})
