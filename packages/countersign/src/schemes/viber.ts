import { hmac } from '../engines/hmac/hmac.ts'
import { viberHandshake } from '../handshakes/viber.ts'
import { longNumber } from '../message/long-number.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Viber bots. Hex HMAC-SHA256 of the raw body in `X-Viber-Content-Signature`. The key is the bot's authentication
 * token. The same signature in the query is not looked at. `message_token` has some nineteen digits, all of which are the id.
 *
 * Source: viber-bot 1.0.18 message-validator.js.
 */
export const viber: Scheme = hmac({
  name: 'viber',
  title: 'Viber bots',
  documentation: ['https://www.npmjs.com/package/viber-bot'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Viber-Content-Signature'),
  describe: described({ type: jsonField('event'), id: longNumber('message_token') }),
  handshake: viberHandshake,
})
