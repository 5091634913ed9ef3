import { standardScheme } from '../engines/standard-webhooks.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Loops. Standard Webhooks under `webhook-*` headers. The type is the body's `eventName`.
 *
 * Source: the registries webhook-co/webhook @de3aa4e and trigger.dev webhook-sources @b082e44.
 */
export const loops: Scheme = standardScheme({
  name: 'loops',
  title: 'Loops',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  headers: 'webhook',
  describe: described({ type: jsonField('eventName'), id: header('webhook-id'), dedupe: 'signed-id' }),
})
