import { hmac } from '../engines/hmac/hmac.ts'
import { onlyKey } from '../message/only-key.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Mautic. Base64 HMAC-SHA256 of the raw body in `Webhook-Signature`. The body is written by PHP, with `/` as `\/`. Its
 * top-level keys are the types of what it holds.
 *
 * Sources: mautic/mautic app/bundles/WebhookBundle/Http/Client.php (the sender's source); n8n MauticTrigger.
 */
export const mautic: Scheme = hmac({
  name: 'mautic',
  title: 'Mautic',
  documentation: ['https://github.com/mautic/mautic'],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Webhook-Signature'),
  describe: described({ type: onlyKey() }),
})
