import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Stytch. Standard Webhooks under `svix-*` headers. Sent through Svix.
 *
 * Sources: docs.svix.com/receiving/verifying-payloads/how-manual; the registry webhook-co/webhook @de3aa4e.
 */
export const stytch: Scheme = standardScheme({
  name: 'stytch',
  title: 'Stytch',
  documentation: ['https://docs.svix.com/receiving/verifying-payloads/how-manual'],
  confidence: 'medium',
  headers: 'svix',
})
