import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Dodo Payments. Standard Webhooks.
 *
 * Source: dodopayments resources/webhooks.
 */
export const dodopayments: Scheme = standardScheme({
  name: 'dodopayments',
  title: 'Dodo Payments',
  documentation: ['https://www.npmjs.com/package/dodopayments'],
  confidence: 'high',
  headers: 'webhook',
})
