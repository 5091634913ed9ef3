import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { zoomHandshake } from '../handshakes/zoom.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Zoom. Hex HMAC-SHA256 of `v0:timestamp:body` after `v0=`. Its validation, which comes again every 72 hours, is signed
 * itself: only then is its token's HMAC told.
 */
export const zoom: Scheme = hmac({
  name: 'zoom',
  title: 'Zoom',
  documentation: ['https://developers.zoom.us/docs/api/webhooks/'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-zm-signature'),
  prefix: 'v0=',
  content: contentOf(['v0:', timestamp, ':', body]),
  timestamp: clock({ at: header('x-zm-request-timestamp'), unit: 'seconds' }),
  describe: described({ type: jsonField('event') }),
  delivery: { timeoutSeconds: 3, retries: '3, after 5, 20 and 60 minutes', success: '200 or 204' },
  handshake: zoomHandshake,
})
