import { standardScheme } from '../engines/standard-webhooks.ts'
import { fromBase64 } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Brex. Standard Webhooks with a secret that is base64 without `whsec_`; one or two are active at a time.
 *
 * Sources: developer.brex.com/docs/webhooks; trigger.dev's endpoint for Brex; Svix.
 */
export const brex: Scheme = standardScheme({
  name: 'brex',
  title: 'Brex',
  documentation: ['https://developer.brex.com/docs/webhooks'],
  confidence: 'medium',
  headers: 'webhook',
  key: { encoding: 'base64', decode: fromBase64 },
  describe: described({ type: jsonField('event_type'), id: header('webhook-id'), dedupe: 'signed-id' }),
})
