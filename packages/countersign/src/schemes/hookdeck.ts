import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Hookdeck's event gateway. Base64 HMAC-SHA256 of the raw body; a second header while a secret is rotated.
 *
 * Source: hookdeck/webhook-skills, event gateway verification.
 */
export const hookdeck: Scheme = hmac({
  name: 'hookdeck',
  title: 'Hookdeck',
  documentation: ['https://github.com/hookdeck/webhook-skills'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: [header('x-hookdeck-signature'), header('x-hookdeck-signature-2')],
  describe: described({ id: header('x-hookdeck-eventid') }),
  forward: ['x-hookdeck-eventid'],
  unprotected: ['id'],
})
