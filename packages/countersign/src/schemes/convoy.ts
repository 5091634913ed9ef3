import { convoySigned } from '../engines/convoy-signed.ts'
import { either } from '../engines/either.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

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
  convoySigned({ signature: header('X-Convoy-Signature') }),
)
