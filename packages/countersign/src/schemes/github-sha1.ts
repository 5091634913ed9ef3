import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * GitHub's older signature. Hex HMAC-SHA1 of the raw body after `sha1=`; GitHub sends it beside the one of `github`,
 * which is the better choice.
 *
 * Source: docs.github.com, validating webhook deliveries.
 */
export const githubSha1: Scheme = hmac({
  name: 'github-sha1',
  title: 'GitHub (legacy SHA-1)',
  documentation: ['https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries'],
  confidence: 'medium',
  hash: 'sha1',
  encoding: hex,
  signature: header('X-Hub-Signature'),
  prefix: 'sha1=',
  dedupeBytes: hashedBody,
  describe: described({
    type: header('X-GitHub-Event'),
    id: header('X-GitHub-Delivery'),
    dedupe: 'unsigned-id+bytes',
  }),
  unprotected: ['id', 'type'],
  forward: ['X-GitHub-Event', 'X-GitHub-Delivery'],
})
