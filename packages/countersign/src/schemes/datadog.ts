import { token } from '../engines/token.ts'
import { namedHeader } from '../message/named-header.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Datadog's webhooks integration, by a custom header: `params.tokenHeader`, `Authorization` where that is left out. It
 * proves who sends and nothing of what; the body is a template of one's own.
 *
 * Sources: docs.datadoghq.com/integrations/webhooks; datadog-api-client 2.62.0.
 */
export const datadog: Scheme = token({
  name: 'datadog',
  title: 'Datadog webhooks integration',
  documentation: ['https://docs.datadoghq.com/integrations/webhooks'],
  confidence: 'high',
  at: namedHeader('tokenHeader', 'Authorization'),
  params: { tokenHeader: { title: 'the header that holds the token', optional: true } },
  delivery: { timeoutSeconds: 15, retries: 'after a 5xx, and 5 times where no connection is made' },
})
