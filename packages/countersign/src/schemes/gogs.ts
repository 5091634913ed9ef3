import { formPayload } from '../content/form-payload.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Gogs. Hex HMAC-SHA256 of the JSON: the raw body, and of a form the `payload` in it. Without a secret the header is
 * sent empty, which nothing here accepts. `X-Gogs-Delivery` is the id of the stored task, by the sender's source.
 *
 * Source: gogs/gogs internal/database/webhook.go.
 */
export const gogs: Scheme = hmac({
  name: 'gogs',
  title: 'Gogs',
  documentation: ['https://github.com/gogs/gogs'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Gogs-Signature'),
  content: contentOf([formPayload('payload')]),
  dedupeBytes: hashedBody,
  describe: described({
    type: header('X-Gogs-Event'),
    id: header('X-Gogs-Delivery'),
    dedupe: 'unsigned-id+bytes',
  }),
  unprotected: ['id', 'type'],
  forward: ['X-Gogs-Event', 'X-Gogs-Delivery'],
})
