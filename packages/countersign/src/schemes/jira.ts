import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Jira's admin webhooks with a secret. Hex HMAC-SHA256 of the raw body after `sha256=`; another hash, which its page
 * leaves open, is not followed. Webhooks of OAuth and Connect apps have a JWT instead. The identifier is the same on
 * each retry.
 *
 * Source: developer.atlassian.com, Jira Cloud webhooks, with a vector.
 */
export const jira: Scheme = hmac({
  name: 'jira',
  title: 'Jira Cloud/DC admin webhooks',
  documentation: ['https://developer.atlassian.com/cloud/jira/platform/webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hub-Signature'),
  prefix: 'sha256=',
  dedupeBytes: hashedBody,
  describe: described({
    type: jsonField('webhookEvent'),
    id: header('X-Atlassian-Webhook-Identifier'),
    dedupe: 'unsigned-id+bytes',
  }),
  unprotected: ['id'],
  forward: ['X-Atlassian-Webhook-Identifier', 'X-Atlassian-Webhook-Retry', 'X-Atlassian-Webhook-Flow'],
  delivery: { retries: 'up to 5, 5 to 15 min apart, after 408, 409, 425, 429, 5xx and time-outs' },
})
