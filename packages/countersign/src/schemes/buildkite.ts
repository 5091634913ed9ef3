import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Buildkite with a signature. Hex HMAC-SHA256 of `timestamp.body` by the webhook's token, as
 * `timestamp=…,signature=…`.
 *
 * Source: buildkite/docs pages/apis/webhooks.
 */
export const buildkite: Scheme = hmac({
  name: 'buildkite',
  title: 'Buildkite (signature)',
  documentation: ['https://github.com/buildkite/docs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('X-Buildkite-Signature', 'signature'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('X-Buildkite-Signature', 'timestamp'), unit: 'seconds' }),
  describe: described({ type: header('X-Buildkite-Event') }),
  forward: ['X-Buildkite-Event'],
  unprotected: ['type'],
})
