import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import type { Message } from '../message/message.ts'
import { parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { StripeEvents } from '../payloads/stripe.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

export type { StripeEvent, StripeEvents, StripeNotification } from '../payloads/stripe.ts'

/**
 * Stripe's documentation ("Handle duplicate events") says to log the event ids processed and not to process
 * logged ones again; the id is in the signed body.
 */
function describe(message: Message): Description {
  const type = message.field('type')
  const id = message.field('id')
  if (typeof id !== 'string' || id === '') return typeof type === 'string' ? { type } : {}
  return {
    type: typeof type === 'string' ? type : undefined,
    id,
    dedupe: { basis: 'signed-id', fields: [id] },
  }
}

/**
 * Stripe. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v1=…` in one header; during a rotation several `v1`.
 * The key is the whole `whsec_…` text, not what its base64 would decode to. Two `t` are refused as ambiguous.
 *
 * Source: docs.stripe.com/webhooks/signature, "Verify manually".
 */
export const stripe: Scheme<StripeEvents> = hmac<StripeEvents>({
  name: 'stripe',
  title: 'Stripe',
  documentation: [
    'https://docs.stripe.com/webhooks/signature',
    'https://docs.stripe.com/webhooks#handle-duplicate-events',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Stripe-Signature', 'v1'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Stripe-Signature', 't'), unit: 'seconds' }),
  describe,
  delivery: { retries: 'for up to 3 days in live mode' },
})
