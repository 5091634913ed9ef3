import { convoySigned } from '../engines/convoy-signed.ts'
import { either } from '../engines/either.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, parameter } from '../message/place.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Convoy, with advanced signatures. HMAC of timestamp, comma and body as `t=…,v1=…`, several `v1` while secrets are
 * rolled; hash and encoding are settings of the project there, and none of the four has the length of another. The
 * idempotency key is there where the producer sets one, and is not signed.
 *
 * Source: frain-dev/convoy pkg/signature and its testdata/signature-vectors.json.
 */
export const convoyAdvanced: Scheme = either(
  {
    name: 'convoy-advanced',
    title: 'Convoy (advanced)',
    documentation: ['https://github.com/frain-dev/convoy'],
    confidence: 'high',
    describe: described({ id: header('X-Convoy-Idempotency-Key') }),
    forward: ['X-Convoy-Idempotency-Key'],
    unprotected: ['id'],
  },
  convoySigned({
    signature: parameter('X-Convoy-Signature', 'v1'),
    content: contentOf([timestamp, ',', body]),
    timestamp: clock({ at: parameter('X-Convoy-Signature', 't'), unit: 'seconds' }),
  }),
)
