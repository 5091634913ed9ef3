import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Whop. Standard Webhooks under `webhook-*` headers. The key is the text of the dashboard's secret, whole, and not
 * what follows `whsec_`. Webhooks of the API before v1 are signed otherwise.
 *
 * Sources: docs.whop.com/developer/guides/webhooks; whopio/whop-nextjs-app-template @b003cd1 lib/whop-sdk.ts;
 * @whop/sdk 0.0.42.
 */
export const whop: Scheme = standardScheme({
  name: 'whop',
  title: 'Whop',
  documentation: [
    'https://docs.whop.com/developer/guides/webhooks',
    'https://github.com/whopio/whop-nextjs-app-template',
  ],
  confidence: 'high',
  headers: 'webhook',
  key: { encoding: 'utf8' },
})
