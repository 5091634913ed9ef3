import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Discourse. Hex HMAC-SHA256 of the raw body after `sha256=`; without a secret there is no header. A retry has another
 * event id.
 *
 * Source: discourse/discourse app/jobs/regular/emit_web_hook_event.rb.
 */
export const discourse: Scheme = hmac({
  name: 'discourse',
  title: 'Discourse',
  documentation: ['https://github.com/discourse/discourse'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Discourse-Event-Signature'),
  prefix: 'sha256=',
  describe: described({ type: header('X-Discourse-Event'), id: header('X-Discourse-Event-Id') }),
  forward: ['X-Discourse-Event', 'X-Discourse-Event-Type', 'X-Discourse-Event-Id'],
  delivery: { retries: 'up to 4' },
  unprotected: ['id', 'type'],
})
