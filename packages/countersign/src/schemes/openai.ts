import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * OpenAI. Standard Webhooks under `webhook-*` headers.
 *
 * Source: openai 7.59.0 webhooks.verifySignature.
 */
export const openai: Scheme = standardScheme({
  name: 'openai',
  title: 'OpenAI',
  documentation: ['https://www.npmjs.com/package/openai'],
  confidence: 'high',
  headers: 'webhook',
})
