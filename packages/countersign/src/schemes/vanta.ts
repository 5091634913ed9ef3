import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Vanta. Standard Webhooks under `svix-*` headers. Sent through Svix.
 *
 * Source: the registry webhook-co/webhook @de3aa4e.
 */
export const vanta: Scheme = standardScheme({
  name: 'vanta',
  title: 'Vanta',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  headers: 'svix',
})
