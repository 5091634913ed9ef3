import { hmac } from '../engines/hmac/hmac.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { WebexEvents } from '../payloads/webex.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

export type {
  WebexAttachmentAction,
  WebexCall,
  WebexCallParty,
  WebexData,
  WebexEvents,
  WebexMeeting,
  WebexMeetingParticipant,
  WebexMembership,
  WebexMessage,
  WebexNotification,
  WebexRecording,
  WebexRoom,
} from '../payloads/webex.ts'

/**
 * Type is `resource.event`. There is no delivery id: the body's `id` is the webhook's own. So the dedup key is
 * webhook id, resource, event, `data.id` and `data.created`, all under the signature, and only for `created` and
 * `deleted`; an `updated` can truly happen twice with equal bytes. `data.created` belongs to it because the id of
 * a membership is made of person and room: who leaves and comes back has the same one again.
 */
function describe(message: Message): Description {
  const resource = message.field('resource')
  const event = message.field('event')
  if (typeof resource !== 'string' || typeof event !== 'string') return {}
  const type = `${resource}.${event}`
  const created = message.field('data', 'created')
  const since = created === undefined ? '' : created
  const fields = [message.field('id'), resource, event, message.field('data', 'id'), since]
  // A thing is created once and deleted once; everything else may truly happen twice. Anything odd is no key, or two of
  // them would look like one event.
  const once = /^(created|deleted)$/.test(event) && fields.every((field) => typeof field === 'string')
  return once ? { type, dedupe: { basis: 'signed-fields', fields } } : { type }
}

/**
 * Webex messaging webhooks. HMAC-SHA1 of the raw body in lower-case hex; the header is there only when the
 * webhook has a secret. No timestamp: nothing in the scheme stops a replay, the dedup key does.
 *
 * Sources: developer.webex.com/docs/receive-and-verify-webhooks, developer.webex.com/blog/using-a-webhook-secret,
 * webex/webex-openapi-specs public-spec/webex-messaging.json.
 */
export const webex: Scheme<WebexEvents> = hmac<WebexEvents>({
  name: 'webex',
  title: 'Webex',
  documentation: [
    'https://developer.webex.com/docs/receive-and-verify-webhooks',
    'https://developer.webex.com/blog/using-a-webhook-secret',
  ],
  confidence: 'high',
  hash: 'sha1',
  encoding: hex,
  signature: header('X-Spark-Signature'),
  describe,
  delivery: { disables: 'after repeated failures' },
})
