import { token } from '../engines/token.ts'
import { namedHeader } from '../message/named-header.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * New Relic's webhook destination, by a custom header: `params.tokenHeader`, `Authorization` where that is left out. It
 * proves who sends and nothing of what; the body is a template of one's own.
 *
 * Source: newrelic/docs-website notification-integrations.mdx.
 */
export const newRelic: Scheme = token({
  name: 'new-relic',
  title: 'New Relic webhook destination',
  documentation: ['https://github.com/newrelic/docs-website'],
  confidence: 'high',
  at: namedHeader('tokenHeader', 'Authorization'),
  params: { tokenHeader: { title: 'the header that holds the token', optional: true } },
})
