import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Swagger Portal's authentication webhook. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v0=…` in `Portal-Signature`.
 * Its answer carries a token.
 *
 * Source: support.smartbear.com, portal webhook request and response.
 */
export const swaggerPortal: Scheme = hmac({
  name: 'swagger-portal',
  title: 'Swagger Portal (SmartBear) authentication webhook',
  documentation: [
    'https://support.smartbear.com/swagger/docs/portal/provider-view/portal-configuration-page/automatic-api-authentication-tab/webhook-request-and-response/',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('Portal-Signature', 'v0'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('Portal-Signature', 't'), unit: 'seconds' }),
  delivery: { timeoutSeconds: 3, retries: 'none' },
})
