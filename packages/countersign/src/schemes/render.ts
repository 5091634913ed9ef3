import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Render. Standard Webhooks under `webhook-*` headers. The body names ids alone.
 *
 * Sources: render.com/docs/webhooks; render-examples/webhook-receiver app.ts @d58fcc7.
 */
export const render: Scheme = standardScheme({
  name: 'render',
  title: 'Render',
  documentation: ['https://render.com/docs/webhooks', 'https://github.com/render-examples/webhook-receiver'],
  confidence: 'high',
  headers: 'webhook',
  delivery: { timeoutSeconds: 15 },
})
