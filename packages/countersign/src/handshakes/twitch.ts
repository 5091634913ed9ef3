import { header, jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * Twitch signs a challenge and has it sent back as text when a subscription is made.
 *
 * Source: twitchdev/twitch-cli internal/events/trigger/forward_event.go @fd7dac6;
 * dev.twitch.tv/docs/eventsub/handling-webhook-events.
 */
export const twitchHandshake: readonly HandshakeRule[] = [
  {
    when: {
      method: 'POST',
      holds: [{ at: header('Twitch-Eventsub-Message-Type'), value: 'webhook_callback_verification' }],
    },
    trust: { by: 'signature' },
    challenge: { at: jsonField('challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  },
]
