import { basic } from '../engines/token.ts'
import { header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

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
  describe: described({ id: header('X-MessageSystems-Batch-ID'), dedupe: 'unsigned-id+bytes' }),
  forward: ['X-MessageSystems-Batch-ID'],
  unprotected: ['id'],
})
