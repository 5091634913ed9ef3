import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { only } from '../message/only.ts'
import { parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Tailscale. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in `Tailscale-Webhook-Signature`. The key is the whole
 * secret, `tskey-webhook-` and all. The body is a list of events. Several `v1` while a secret is rotated.
 *
 * Source: tailscale/ts-webhook-adapter signature.go @3ec89b2.
 */
export const tailscale: Scheme = hmac({
  name: 'tailscale',
  title: 'Tailscale',
  documentation: ['https://github.com/tailscale/ts-webhook-adapter'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Tailscale-Webhook-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Tailscale-Webhook-Signature', 't'), unit: 'seconds' }),
  describe: described({ type: only([], ['type']) }),
})
