import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { discordHandshake } from '../handshakes/discord.ts'
import type { Message } from '../message/message.ts'
import { findOne, header, jsonField } from '../message/place.ts'
import { body, timestamp } from '../scheme/content.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A webhook event's own type stands inside; outside, as of an interaction, is the number of its kind. */
function describe(message: Message): Description {
  const type = findOne(message, jsonField('event', 'type')) ?? findOne(message, jsonField('type'))
  const id = findOne(message, jsonField('id'))
  return { ...(type !== undefined && { type }), ...(id !== undefined && id !== '' && { id }) }
}

/**
 * Discord's interactions and webhook events. Ed25519 over timestamp and body; a signed PING is answered, a badly signed
 * one is refused.
 */
export const discord: Scheme = publicKey({
  name: 'discord',
  title: 'Discord',
  documentation: ['https://discord.com/developers/docs/interactions/overview'],
  confidence: 'high',
  algorithm: 'ed25519',
  encoding: 'hex',
  signature: header('X-Signature-Ed25519'),
  content: contentOf([timestamp, body]),
  timestamp: clock({ at: header('X-Signature-Timestamp'), unit: 'seconds' }),
  describe,
  delivery: {
    timeoutSeconds: 3,
    retries: 'webhook events: further and further apart for up to 10 min',
    disables: 'webhook events that fail too often; the URL, where a bad signature is accepted',
    success: 'webhook events: 204 without a body',
  },
  handshake: discordHandshake,
})
