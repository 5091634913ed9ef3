import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * SignatureAPI. Standard Webhooks under `webhook-*` headers.
 *
 * Source: signatureapi.com, verify webhooks.
 */
export const signatureapi: Scheme = standardScheme({
  name: 'signatureapi',
  title: 'SignatureAPI',
  documentation: ['https://signatureapi.com/docs/api/guides/how-to/verify-webhooks'],
  confidence: 'high',
  headers: 'webhook',
})
