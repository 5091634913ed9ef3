import { standardScheme } from '../engines/standard-webhooks.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Make (event subscriptions). Standard Webhooks under `webhook-*` headers. What happened stands in the header
 * `Webhook-Topic`, which is not signed.
 *
 * Source: developers.make.com, verification of event subscriptions.
 */
export const makeEvents: Scheme = standardScheme({
  name: 'make-events',
  title: 'Make (event subscriptions)',
  documentation: ['https://developers.make.com/event-subscription/implementation/verify-signatures'],
  confidence: 'high',
  headers: 'webhook',
  describe: described({ type: header('Webhook-Topic'), id: header('webhook-id'), dedupe: 'signed-id' }),
  forward: ['Webhook-Topic'],
  unprotected: ['type'],
})
