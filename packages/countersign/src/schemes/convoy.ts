import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const hashes = ['sha256', 'sha512'] as const
const encodings = ['hex', 'base64'] as const

/**
 * Convoy, with simple signatures. HMAC of the raw body in `X-Convoy-Signature`; hash and encoding are settings of the
 * project there, and none of the four has the length of another. The idempotency key is there where the producer sets
 * one, and is not signed.
 *
 * Source: frain-dev/convoy pkg/signature and its testdata/signature-vectors.json.
 */
export const convoy: Scheme = either(
  {
    name: 'convoy',
    title: 'Convoy (simple)',
    documentation: ['https://github.com/frain-dev/convoy'],
    confidence: 'high',
    describe: described({ id: header('X-Convoy-Idempotency-Key') }),
    forward: ['X-Convoy-Idempotency-Key'],
    unprotected: ['id'],
  },
  hashes.flatMap((hash) =>
    encodings.map((encoding) => hmac({ hash, encoding, signature: header('X-Convoy-Signature') })),
  ),
)
