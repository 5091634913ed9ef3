import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Sentry integration platform. Hex HMAC-SHA256 of the raw body in `Sentry-Hook-Signature`. Of the integration
 * platform, not of the older service hooks. The key is the client secret. Resource, id and timestamp are headers that
 * the signature leaves out.
 *
 * Sources: docs.sentry.io, integration platform; getsentry/integration-platform-example.
 */
export const sentry: Scheme = hmac({
  name: 'sentry',
  title: 'Sentry integration platform',
  documentation: [
    'https://docs.sentry.io/integrations/integration-platform/webhooks/',
    'https://github.com/getsentry/integration-platform-example',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Sentry-Hook-Signature'),
  describe: described({ type: header('Sentry-Hook-Resource'), id: header('Request-ID') }),
  forward: ['Sentry-Hook-Resource', 'Sentry-Hook-Timestamp', 'Request-ID'],
  unprotected: ['id', 'type'],
  delivery: { timeoutSeconds: 1 },
})
