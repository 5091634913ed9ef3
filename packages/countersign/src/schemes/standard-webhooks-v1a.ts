import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { taggedList } from '../engines/tagged-list.ts'
import { header, jsonField } from '../message/place.ts'
import { body, id, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Standard Webhooks 1.0, asymmetric signatures: Ed25519 over `id.timestamp.body`, listed as `v1a,<signature>`. Verified
 * with the public key after `whpk_`, signed with the private one after `whsk_`.
 *
 * Source: github.com/standard-webhooks/standard-webhooks spec/standard-webhooks.md.
 */
export const standardWebhooksV1a: Scheme = publicKey({
  name: 'standard-webhooks-v1a',
  title: 'Standard Webhooks (Ed25519)',
  documentation: [
    'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
  ],
  confidence: 'high',
  algorithm: 'ed25519',
  encoding: 'base64',
  signature: taggedList({ at: header('webhook-signature'), tag: 'v1a', separator: ' ', joiner: ',' }),
  content: contentOf([id, '.', timestamp, '.', body]),
  id: signedId(header('webhook-id')),
  // `a.1` and `5.x` would sign as `a` and `1.5.x` do.
  idWithout: '.',
  timestamp: clock({ at: header('webhook-timestamp'), unit: 'seconds' }),
  describe: described({ type: jsonField('type'), id: header('webhook-id'), dedupe: 'signed-id' }),
})
