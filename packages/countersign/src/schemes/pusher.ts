import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { clock } from '../engines/signed-values.ts'
import { only } from '../message/only.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Pusher Channels. Hex HMAC-SHA256 of the raw body in `X-Pusher-Signature`. The secret is that of the app key in
 * `X-Pusher-Key`: where the param `keyId` says which one is ours, a message by another is refused. `time_ms` in the body
 * says when; no tolerance is documented. Events stand in a list.
 *
 * Sources: pusher.com/docs; pusher 5.3.4.
 */
export const pusher: Scheme = onlyWhere(
  header('X-Pusher-Key'),
  (key, { keyId }) => keyId === undefined || key === keyId,
  hmac({
    name: 'pusher',
    title: 'Pusher Channels',
    documentation: ['https://pusher.com/docs'],
    confidence: 'high',
    hash: 'sha256',
    encoding: hex,
    signature: header('X-Pusher-Signature'),
    timestamp: clock({ at: jsonField('time_ms'), unit: 'milliseconds', toleranceSeconds: null }),
    params: { keyId: { title: 'the app key whose secret signs', optional: true } },
    describe: described({ type: only(['events'], ['name']) }),
    forward: ['X-Pusher-Key'],
  }),
  ({ keyId }) => keyId,
)
