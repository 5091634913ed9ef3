import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * MailerLite. Hex HMAC-SHA256 of the raw body in `Signature`. The header is called `Signature` alone, as that of four
 * other providers, each with a meaning of its own.
 *
 * Source: n8n-nodes-base 2.41.2 MailerLiteTrigger v2.
 */
export const mailerlite: Scheme = hmac({
  name: 'mailerlite',
  title: 'MailerLite',
  documentation: ['https://www.npmjs.com/package/n8n-nodes-base'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('Signature'),
})
