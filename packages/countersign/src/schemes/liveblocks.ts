import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Liveblocks. Standard Webhooks under `webhook-*` headers. Its own SDK insists on a secret that begins with `whsec_`.
 *
 * Source: @liveblocks/node 3.24.2 WebhookHandler.
 */
export const liveblocks: Scheme = standardScheme({
  name: 'liveblocks',
  title: 'Liveblocks',
  documentation: ['https://www.npmjs.com/package/@liveblocks/node'],
  confidence: 'high',
  headers: 'webhook',
})
