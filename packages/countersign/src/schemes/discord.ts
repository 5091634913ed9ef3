import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { discordHandshake } from '../handshakes/discord.ts'
import { header, jsonField } from '../message/place.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

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
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
  handshake: discordHandshake,
})
