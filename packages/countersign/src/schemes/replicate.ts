import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Replicate. Standard Webhooks under `webhook-*` headers. The body is the prediction itself and names no type. Its own
 * SDK looks at no clock.
 *
 * Sources: replicate 1.4.0 validateWebhook; hookdeck/webhook-skills replicate-webhooks.
 */
export const replicate: Scheme = standardScheme({
  name: 'replicate',
  title: 'Replicate',
  documentation: ['https://www.npmjs.com/package/replicate', 'https://github.com/hookdeck/webhook-skills'],
  confidence: 'high',
  headers: 'webhook',
})
