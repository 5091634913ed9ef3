import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Webflow. Hex HMAC-SHA256 of `timestamp:body` in `x-webflow-signature`. Milliseconds. Its own SDK looks at no clock.
 *
 * Source: webflow-api 3.3.4 wrapper/WebhooksClient verifySignature.
 */
export const webflow: Scheme = hmac({
  name: 'webflow',
  title: 'Webflow',
  documentation: ['https://www.npmjs.com/package/webflow-api'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('x-webflow-signature'),
  content: contentOf([timestamp, ':', body]),
  timestamp: clock({ at: header('x-webflow-timestamp'), unit: 'milliseconds' }),
  describe: described({ type: jsonField('triggerType') }),
})
