import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { slackHandshake } from '../handshakes/slack.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { SlackEvents } from '../payloads/slack.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

export type { SlackEventCallback, SlackEvents } from '../payloads/slack.ts'

/**
 * Type is `event.type` of the Events API, else the `type` of the body, or of an interaction's payload; a slash command has
 * the command. `event_id` is "globally unique across all workspaces" by Slack's documentation of the Events
 * API, retries repeat it, and the signature covers it. Forms have nothing of the kind.
 */
function describe(message: Message): Description {
  const outer = message.field('type')
  const inner = message.field('event', 'type')
  const eventId = message.field('event_id')
  if (outer === 'event_callback' && typeof eventId === 'string' && eventId !== '') {
    const type = typeof inner === 'string' ? inner : undefined
    return { type, id: eventId, dedupe: { basis: 'signed-id', fields: [eventId] } }
  }
  if (typeof outer === 'string') return { type: outer }
  // By the body alone: the signature leaves the content type out.
  return message.field() === undefined ? { type: message.form().get('command') ?? undefined } : {}
}

/**
 * Slack. Hex HMAC-SHA256 of `v0:timestamp:body` after `v0=`. A slash command is a form: its raw bytes are signed.
 * The signed `url_verification` is answered with its challenge. All else is answered by an empty 200: of what is in it
 * Slack would make a message, or an error of the dialog.
 *
 * Sources: docs.slack.dev/authentication/verifying-requests-from-slack, docs.slack.dev/apis/events-api.
 */
export const slack: Scheme<SlackEvents> = hmac<SlackEvents>({
  name: 'slack',
  title: 'Slack',
  documentation: [
    'https://docs.slack.dev/authentication/verifying-requests-from-slack',
    'https://docs.slack.dev/apis/events-api',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Slack-Signature'),
  prefix: 'v0=',
  content: contentOf(['v0:', timestamp, ':', body]),
  timestamp: clock({ at: header('X-Slack-Request-Timestamp'), unit: 'seconds' }),
  forward: ['X-Slack-Retry-Num', 'X-Slack-Retry-Reason'],
  describe,
  delivery: { timeoutSeconds: 3, retries: '3' },
  answer: { status: 200 },
  handshake: slackHandshake,
})
