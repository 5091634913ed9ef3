import { token } from '../engines/token.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Cloudflare's notifications. The secret is sent as it is; nothing is signed.
 *
 * Sources: trigger.dev's catalogue of webhook sources; developers.cloudflare.com, notifications.
 */
export const cloudflareNotifications: Scheme = token({
  name: 'cloudflare-notifications',
  title: 'Cloudflare Notifications',
  documentation: [
    'https://developers.cloudflare.com/notifications/get-started/configure-webhooks/',
    'https://developers.cloudflare.com/notifications/reference/webhook-payload-schema/',
  ],
  confidence: 'medium',
  at: header('cf-webhook-auth'),
  describe: described({ type: jsonField('alert_type') }),
})
