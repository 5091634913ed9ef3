import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Formstack. Hex HMAC-SHA256 of the raw body after `sha256=`. FastSpring has the same header name with another
 * encoding.
 *
 * Source: n8n-nodes-base FormstackTrigger.
 */
export const formstack: Scheme = hmac({
  name: 'formstack',
  title: 'Formstack',
  documentation: ['https://www.npmjs.com/package/n8n-nodes-base'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-FS-Signature'),
  prefix: 'sha256=',
})
