import { standardScheme } from '../engines/standard-webhooks.ts'
import type { ResendEvents } from '../payloads/resend.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Resend. Standard Webhooks under `svix-*` headers. Sent through Svix.
 *
 * Source: resend 6.38.0.
 */
export const resend: Scheme<ResendEvents> = standardScheme<ResendEvents>({
  name: 'resend',
  title: 'Resend',
  documentation: ['https://www.npmjs.com/package/resend'],
  confidence: 'high',
  headers: 'svix',
})
