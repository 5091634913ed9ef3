import { standardScheme } from '../engines/standard-webhooks.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Standard Webhooks 1.0, symmetric signatures: base64 HMAC-SHA256 of `id.timestamp.body`, listed as
 * `v1,<signature>` with blanks between, one for each live secret. The key is the base64 after `whsec_`.
 *
 * Source: github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md.
 */
export const standardWebhooks: Scheme<EventMap> = standardScheme({
  name: 'standard-webhooks',
  title: 'Standard Webhooks',
  documentation: [
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  ],
  headers: 'webhook',
})
