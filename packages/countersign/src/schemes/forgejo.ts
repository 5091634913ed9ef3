import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Forgejo. Hex HMAC-SHA256 of the raw body. A fork of Gitea, it probably signs a form's `payload` alone as that does;
 * nobody's text says so, and forms are not accepted on a guess.
 *
 * Source: docs.rs/vgi-forge-forgejo.
 */
export const forgejo: Scheme = hmac({
  name: 'forgejo',
  title: 'Forgejo',
  documentation: ['https://docs.rs/vgi-forge-forgejo'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Forgejo-Signature'),
  describe: described({ type: header('X-Forgejo-Event'), id: header('X-Forgejo-Delivery') }),
  forward: ['X-Forgejo-Event', 'X-Forgejo-Delivery'],
  unprotected: ['id', 'type'],
})
