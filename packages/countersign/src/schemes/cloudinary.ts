import { secret } from '../content/secret.ts'
import { either } from '../engines/either.ts'
import { keyedHash } from '../engines/keyed-hash.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const hashes = ['sha1', 'sha256'] as const

/**
 * Cloudinary. Hex SHA-1 of body, timestamp and API secret: a plain hash, no HMAC. SHA-256 where the account is set so.
 * An old message passes for two hours, as long as its own SDK takes it.
 *
 * Source: cloudinary 2.11.0 lib/utils verifyNotificationSignature.
 */
export const cloudinary: Scheme = either(
  {
    name: 'cloudinary',
    title: 'Cloudinary',
    documentation: ['https://www.npmjs.com/package/cloudinary'],
    confidence: 'high',
    describe: described({ type: jsonField('notification_type'), id: jsonField('request_id') }),
  },
  hashes.map((hash) =>
    keyedHash({
      hash,
      encoding: hex,
      signature: header('X-Cld-Signature'),
      content: contentOf([body, timestamp, secret]),
      timestamp: clock({ at: header('X-Cld-Timestamp'), unit: 'seconds', toleranceSeconds: 7200 }),
    }),
  ),
)
