import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField, parameter } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * ElevenLabs. Hex HMAC-SHA256 of `timestamp.body` as `t=…,v0=…`; half an hour is allowed.
 *
 * Source: @elevenlabs/elevenlabs-js wrapper/webhooks constructEvent.
 */
export const elevenlabs: Scheme = hmac({
  name: 'elevenlabs',
  title: 'ElevenLabs',
  documentation: ['https://www.npmjs.com/package/@elevenlabs/elevenlabs-js'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: parameter('ElevenLabs-Signature', 'v0'),
  content: contentOf([timestamp, '.', body]),
  timestamp: clock({ at: parameter('ElevenLabs-Signature', 't'), unit: 'seconds', toleranceSeconds: 1800 }),
  describe: described({ type: jsonField('type') }),
})
