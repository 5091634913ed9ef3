import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Clerk. Sent by Svix, as Svix signs.
 *
 * Source: @clerk/backend verifyWebhook.
 */
export const clerk: Scheme = standardScheme({
  name: 'clerk',
  title: 'Clerk',
  documentation: ['https://www.npmjs.com/package/@clerk/backend'],
  confidence: 'high',
  headers: 'svix',
})
