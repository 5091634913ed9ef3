import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Lago (HMAC). Base64 HMAC-SHA256 of the raw body in `X-Lago-Signature`. Lago's other mode, a JWT, comes under the
 * same header and is not this scheme: another header always names the mode. `X-Lago-Unique-Key` is the id of the stored
 * webhook, which a retry keeps; the signature leaves it out.
 *
 * Source: getlago/lago-api app/models/webhook.rb @1b1c24a (the sender's source).
 */
export const lago: Scheme = onlyWhere(
  header('X-Lago-Signature-Algorithm'),
  (algorithm) => algorithm === 'hmac',
  hmac({
    name: 'lago',
    title: 'Lago (HMAC)',
    documentation: ['https://github.com/getlago/lago-api'],
    confidence: 'high',
    hash: 'sha256',
    encoding: base64,
    signature: header('X-Lago-Signature'),
    dedupeBytes: hashedBody,
    describe: described({
      type: jsonField('webhook_type'),
      id: header('X-Lago-Unique-Key'),
      dedupe: 'unsigned-id+bytes',
    }),
    forward: ['X-Lago-Unique-Key'],
    unprotected: ['id'],
  }),
  () => 'hmac',
)
