import { hmac } from '../engines/hmac/hmac.ts'
import { clock } from '../engines/signed-values.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { LinearEvents } from '../payloads/linear.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Linear. Hex HMAC-SHA256 of the raw body in `Linear-Signature`. The clock is `webhookTimestamp` in the signed body;
 * the header `Linear-Timestamp` is not signed and not looked at.
 *
 * Sources: linear.app/developers/webhooks; @linear/sdk 98.0.0.
 */
export const linear: Scheme<LinearEvents> = hmac<LinearEvents>({
  name: 'linear',
  title: 'Linear',
  documentation: ['https://linear.app/developers/webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('Linear-Signature'),
  timestamp: clock({ at: jsonField('webhookTimestamp'), unit: 'milliseconds', toleranceSeconds: 60 }),
  describe: described({ type: jsonField('type'), id: header('Linear-Delivery') }),
  forward: ['Linear-Event', 'Linear-Delivery'],
  unprotected: ['id'],
  delivery: { timeoutSeconds: 5, retries: 'after 1 minute, 1 hour and 6 hours' },
})
