import { basic } from '../engines/token.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Chargebee. User name and password of the webhook come as basic credentials; nothing is signed.
 *
 * Source: hookdeck/webhook-skills chargebee-webhooks.
 */
export const chargebee: Scheme = basic({
  name: 'chargebee',
  title: 'Chargebee',
  documentation: ['https://github.com/hookdeck/webhook-skills'],
  confidence: 'medium',
  describe: described({ type: jsonField('event_type'), id: jsonField('id') }),
})
