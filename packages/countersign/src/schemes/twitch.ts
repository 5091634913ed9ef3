import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { twitchHandshake } from '../handshakes/twitch.ts'
import { rfc3339 } from '../message/dates.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, id, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Twitch's EventSub. Hex HMAC-SHA256 of message id, timestamp and body after `sha256=`. The timestamp is signed as
 * written, with nanoseconds. Twitch repeats the message id on a retry, and the signature covers it; no border stands
 * behind it, so it may hold no brace, with which a body begins.
 *
 * Sources: dev.twitch.tv/docs/eventsub/handling-webhook-events; twitchdev/twitch-cli
 * internal/events/trigger/forward_event.go @fd7dac6.
 */
export const twitch: Scheme = hmac({
  name: 'twitch',
  title: 'Twitch EventSub',
  documentation: [
    'https://dev.twitch.tv/docs/eventsub/handling-webhook-events',
    'https://github.com/twitchdev/twitch-cli',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Twitch-Eventsub-Message-Signature'),
  prefix: 'sha256=',
  content: contentOf([id, timestamp, body]),
  id: signedId(header('Twitch-Eventsub-Message-Id')),
  idWithout: '{',
  timestamp: clock({
    at: header('Twitch-Eventsub-Message-Timestamp'),
    unit: 'rfc3339',
    read: rfc3339,
    toleranceSeconds: 600,
  }),
  describe: described({
    type: header('Twitch-Eventsub-Subscription-Type'),
    id: header('Twitch-Eventsub-Message-Id'),
    dedupe: 'signed-id',
  }),
  forward: [
    'Twitch-Eventsub-Subscription-Type',
    'Twitch-Eventsub-Message-Type',
    'Twitch-Eventsub-Message-Id',
  ],
  unprotected: ['type'],
  handshake: twitchHandshake,
})
