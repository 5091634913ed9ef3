import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { only } from '../message/only.ts'
import { header } from '../message/place.ts'
import { body, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Twilio SendGrid's event webhook. ECDSA on P-256 over timestamp and body; the key is base64 of SPKI DER. */
export const sendgrid: Scheme = publicKey({
  name: 'sendgrid',
  title: 'Twilio SendGrid',
  documentation: [
    'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features',
  ],
  confidence: 'high',
  algorithm: 'ecdsa-p256-sha256',
  encoding: 'base64',
  signature: header('X-Twilio-Email-Event-Webhook-Signature'),
  content: contentOf([timestamp, body]),
  timestamp: clock({ at: header('X-Twilio-Email-Event-Webhook-Timestamp'), unit: 'seconds' }),
  describe: described({ type: only([], ['event']), id: only([], ['sg_event_id']) }),
})
