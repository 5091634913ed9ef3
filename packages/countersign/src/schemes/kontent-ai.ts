import { hmac } from '../engines/hmac/hmac.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Kontent.ai. Base64 HMAC-SHA256 of the raw body in `X-Kontent-ai-Signature`. The helper of Kontent.ai writes every
 * line break as CR LF before it hashes; the raw bytes verify as they are. Types stand in a list, one for each
 * notification.
 *
 * Source: kontent-ai/webhook-helper-js lib/signatures/signature-helper.ts @7a7a316.
 */
export const kontentAi: Scheme = hmac({
  name: 'kontent-ai',
  title: 'Kontent.ai',
  documentation: ['https://github.com/kontent-ai/webhook-helper-js'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('X-Kontent-ai-Signature'),
  describe: described({ type: only(['notifications'], ['message', 'action']) }),
})
