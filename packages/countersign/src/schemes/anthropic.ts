import { standardScheme } from '../engines/standard-webhooks.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Anthropic's Claude platform. Standard Webhooks; its SDK hands them to that library, whatever other notes say of a
 * header of its own.
 *
 * Source: @anthropic-ai/sdk resources/beta/webhooks.
 */
export const anthropic: Scheme = standardScheme({
  name: 'anthropic',
  title: 'Anthropic (Claude platform webhooks)',
  documentation: ['https://www.npmjs.com/package/@anthropic-ai/sdk'],
  confidence: 'high',
  headers: 'webhook',
})
