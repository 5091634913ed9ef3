import { hmac } from '../engines/hmac/hmac.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { SeatableEvents } from '../payloads/seatable.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

export type {
  SeatableCell,
  SeatableEvents,
  SeatableLink,
  SeatableNotification,
  SeatableOperation,
  SeatableRow,
} from '../payloads/seatable.ts'

/**
 * Type is `data.op_type`; `event` is always `update`. There is no delivery id. `op_time`, in fractions of a
 * second, is under the signature, so a body that holds it does not occur twice: its bytes are the dedup key.
 */
function describe(message: Message): Description {
  const type = message.field('data', 'op_type')
  const description: Description = typeof type === 'string' ? { type } : {}
  if (typeof message.field('data', 'op_time') !== 'number') return description
  return { ...description, dedupe: { basis: 'signed-fields', fields: [], bytes: true } }
}

/**
 * SeaTable. HMAC-SHA256 of the raw body in hex after `sha256=`; the header is there only when the webhook has
 * a secret. The body is what Python's `json.dumps` writes, so JSON written again never verifies. The bare
 * `sha1(secret)` of SeaTable before 15 April 2022 is refused: it said nothing about the body.
 *
 * Sources: seatable/dtable-events dtable_events/webhook/{models,webhook}.py; the help page on webhook secrets.
 */
export const seatable: Scheme<SeatableEvents> = hmac<SeatableEvents>({
  name: 'seatable',
  title: 'SeaTable',
  documentation: [
    'https://github.com/seatable/dtable-events',
    'https://seatable.com/help/der-geheime-schluessel-eines-webhooks',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-SeaTable-Signature'),
  prefix: 'sha256=',
  dedupeBytes: hashedBody,
  describe,
  delivery: {
    timeoutSeconds: 30,
    retries: 'none',
    disables: 'after 5 failures, each within 24 h of the last; at once where no connection is made',
  },
})
