import { hmac } from '../engines/hmac/hmac.ts'
import { onfleetHandshake } from '../handshakes/onfleet.ts'
import { fromHex } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Onfleet. Hex HMAC-SHA512 of the raw body in `X-Onfleet-Signature`. The secret is hex and is decoded.
 *
 * Sources: n8n-nodes-base 2.41.2 OnfleetTrigger; the registry webhook-co/webhook @de3aa4e; support.onfleet.com, Webhooks.
 */
export const onfleet: Scheme = hmac({
  name: 'onfleet',
  title: 'Onfleet',
  documentation: ['https://www.npmjs.com/package/n8n-nodes-base'],
  confidence: 'medium',
  hash: 'sha512',
  encoding: hex,
  signature: header('X-Onfleet-Signature'),
  key: { encoding: 'hex', decode: fromHex },
  describe: described({ type: jsonField('triggerName') }),
  handshake: onfleetHandshake,
  keyLater:
    'The address is checked before a webhook is made; the secret is then shown in the settings, under API & Webhooks.',
})
