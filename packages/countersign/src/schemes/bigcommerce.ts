import { token } from '../engines/token.ts'
import { namedHeader } from '../message/named-header.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * BigCommerce, by a header of one's own on the hook: `params.tokenHeader`, `Authorization` where that is left out. It
 * proves who sends and nothing of what; the events name the changed resource alone.
 *
 * Source: bigcommerce/docs docs/integrations/webhooks/https-webhook-overview.mdx.
 */
export const bigcommerce: Scheme = token({
  name: 'bigcommerce',
  title: 'BigCommerce (custom header)',
  documentation: ['https://github.com/bigcommerce/docs'],
  confidence: 'high',
  at: namedHeader('tokenHeader', 'Authorization'),
  params: { tokenHeader: { title: 'the header that holds the token', optional: true } },
  describe: described({ type: jsonField('scope') }),
  unprotected: ['type'],
  delivery: { retries: '11, after 1 minute to 24 hours', disables: 'after the last retry' },
})
