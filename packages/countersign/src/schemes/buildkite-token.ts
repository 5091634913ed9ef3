import { token } from '../engines/token.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Buildkite with a token, which is sent as it is; `buildkite` is the signature.
 *
 * Source: buildkite/docs, webhooks.
 */
export const buildkiteToken: Scheme = token({
  name: 'buildkite-token',
  title: 'Buildkite (token)',
  documentation: ['https://github.com/buildkite/docs'],
  confidence: 'high',
  at: header('X-Buildkite-Token'),
  describe: described({ type: header('X-Buildkite-Event') }),
  forward: ['X-Buildkite-Event'],
})
