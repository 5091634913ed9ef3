import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Lithic. Standard Webhooks under `webhook-*` headers.
 *
 * Source: lithic 0.145.0 resources/webhooks.
 */
export const lithic: Scheme = standardScheme({
  name: 'lithic',
  title: 'Lithic',
  documentation: ['https://www.npmjs.com/package/lithic'],
  confidence: 'high',
  headers: 'webhook',
})
