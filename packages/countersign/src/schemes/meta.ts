import { hmac } from '../engines/hmac/hmac.ts'
import { metaHandshake } from '../handshakes/meta.ts'
import { only } from '../message/only.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Meta (Facebook, Instagram, Messenger). Hex HMAC-SHA256 of the raw body after `sha256=` in `X-Hub-Signature-256`. The
 * key is the app secret. Meta signs the bytes that it sends, with every character beyond ASCII escaped; the twin with
 * SHA-1 in `X-Hub-Signature` is not looked at. Changes stand in lists, each under a field of its own, which of a single
 * one belongs to the type: `page.feed`.
 *
 * Sources: developers.facebook.com, Graph API webhooks; fbsamples/messenger-platform-samples @09c9387.
 */
export const meta: Scheme = hmac({
  name: 'meta',
  title: 'Meta (Facebook, Instagram, Messenger)',
  documentation: [
    'https://developers.facebook.com/docs/graph-api/webhooks/',
    'https://github.com/fbsamples/messenger-platform-samples',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hub-Signature-256'),
  prefix: 'sha256=',
  describe: described({ type: [jsonField('object'), only(['entry'], ['changes'], ['field'])] }),
  params: { verifyToken: { title: 'the verify token', optional: true, secret: true } },
  handshake: metaHandshake,
})
