import { standardScheme } from '../engines/standard-webhooks.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * incident.io. Standard Webhooks, sent by Svix.
 *
 * Sources: the registry webhook-co/webhook; Svix's list of sources.
 */
export const incidentIo: Scheme = standardScheme({
  name: 'incident-io',
  title: 'incident.io',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  headers: 'webhook',
  describe: described({ type: jsonField('event_type'), id: header('webhook-id'), dedupe: 'signed-id' }),
})
