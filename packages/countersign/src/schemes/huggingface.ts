import { token } from '../engines/token.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Hugging Face's Hub. The secret, of printable ASCII, is sent as it is.
 *
 * Source: huggingface/hub-docs, webhooks.
 */
export const huggingface: Scheme = token({
  name: 'huggingface',
  title: 'Hugging Face Hub',
  documentation: ['https://github.com/huggingface/hub-docs'],
  confidence: 'high',
  at: header('X-Webhook-Secret'),
  describe: described({ type: [jsonField('event', 'action'), jsonField('event', 'scope')] }),
})
