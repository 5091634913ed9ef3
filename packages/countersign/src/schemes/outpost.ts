import { hmac } from '../engines/hmac/hmac.ts'
import { items } from '../message/items.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Outpost (Hookdeck), default. Hex HMAC-SHA256 of the raw body after `v0=` in `x-outpost-signature`. As Outpost is set
 * up by default: its operator can change header, prefix, hash, encoding and content. Several digests stand behind one
 * `v0=` while a secret is rotated. Topic and id are headers that the signature leaves out.
 *
 * Source: hookdeck/outpost internal/config/config.go, destwebhook.go.
 */
export const outpost: Scheme = hmac({
  name: 'outpost',
  title: 'Outpost (Hookdeck), default',
  documentation: ['https://github.com/hookdeck/outpost'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: items('x-outpost-signature', { prefix: 'v0=' }),
  describe: described({ type: header('x-outpost-topic'), id: header('x-outpost-event-id') }),
  forward: ['x-outpost-topic', 'x-outpost-event-id'],
  unprotected: ['id', 'type'],
})
