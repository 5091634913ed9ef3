import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Lemon Squeezy. Hex HMAC-SHA256 of the raw body in `X-Signature`. The body is written by PHP, with `/` as `\/`:
 * written again by JavaScript it does not verify.
 *
 * Sources: docs.lemonsqueezy.com; lmsqueezy/nextjs-billing src/app/api/webhook/route.ts @bc3bd11.
 */
export const lemonsqueezy: Scheme = hmac({
  name: 'lemonsqueezy',
  title: 'Lemon Squeezy',
  documentation: [
    'https://docs.lemonsqueezy.com/help/webhooks/signing-requests',
    'https://github.com/lmsqueezy/nextjs-billing',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Signature'),
  describe: described({ type: jsonField('meta', 'event_name') }),
  forward: ['X-Event-Name'],
})
