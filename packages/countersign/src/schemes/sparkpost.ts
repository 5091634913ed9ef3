import { basic } from '../engines/token.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

const ofBatch = described({ id: header('X-MessageSystems-Batch-ID'), dedupe: 'unsigned-id+bytes' })

/** The type of a batch of one event, which stands in its kind of event: `[{"msys":{"message_event":{"type":…}}}]`. */
function describe(message: Message): Description {
  const events = message.field()
  const msys = Array.isArray(events) && events.length === 1 ? message.field(0, 'msys') : undefined
  const kinds = typeof msys === 'object' && msys !== null ? Object.keys(msys) : []
  const type = kinds.length === 1 ? message.field(0, 'msys', kinds[0] ?? '', 'type') : undefined
  return { ...ofBatch(message), ...(typeof type === 'string' && { type }) }
}

/**
 * SparkPost, where the webhook is set up with basic credentials; nothing else proves who sends. The batch's id is sent
 * to tell duplicate batches by, its documentation says; each event in it has an `event_id` of its own.
 *
 * Sources: SparkPost/developers.sparkpost.com content/api/webhooks.apib @88f24dc; the registry webhook-co/webhook
 * @de3aa4e.
 */
export const sparkpost: Scheme = basic({
  name: 'sparkpost',
  title: 'SparkPost',
  documentation: ['https://github.com/SparkPost/developers.sparkpost.com'],
  confidence: 'medium',
  describe,
  forward: ['X-MessageSystems-Batch-ID'],
  unprotected: ['id', 'type'],
})
