import { formPayload } from '../content/form-payload.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Gitea. Hex HMAC-SHA256 of the JSON: the raw body, and of a form the `payload` in it, where GitHub signs the form.
 * Without a secret the header is sent empty, which nothing here accepts. `X-Gitea-Delivery` is the id of the stored
 * task, by the sender's source.
 *
 * Sources: go-gitea/gitea services/webhook/deliver.go; docs.gitea.com, webhooks.
 */
export const gitea: Scheme = hmac({
  name: 'gitea',
  title: 'Gitea',
  documentation: ['https://docs.gitea.com/usage/repository/webhooks', 'https://github.com/go-gitea/gitea'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Gitea-Signature'),
  content: contentOf([formPayload('payload')]),
  dedupeBytes: hashedBody,
  describe: described({
    type: header('X-Gitea-Event'),
    id: header('X-Gitea-Delivery'),
    dedupe: 'unsigned-id+bytes',
  }),
  unprotected: ['id', 'type'],
  forward: ['X-Gitea-Event', 'X-Gitea-Delivery'],
})
