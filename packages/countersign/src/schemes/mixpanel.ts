import { basic } from '../engines/token.ts'
import { mixpanelHandshake } from '../handshakes/mixpanel.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Mixpanel cohort sync webhook. User name and password come as basic credentials; nothing else proves who sends. The
 * webhook may be made without credentials: then nothing can be checked, and this scheme refuses all of it. It wants
 * JSON as an answer: `action`, `status`, `error`.
 *
 * Source: mixpanel/docs pages/docs/cohort-sync/webhooks.mdx.
 */
export const mixpanel: Scheme = basic({
  name: 'mixpanel',
  title: 'Mixpanel cohort sync webhook',
  documentation: ['https://github.com/mixpanel/docs'],
  confidence: 'high',
  describe: described({ type: jsonField('action') }),
  unprotected: ['type'],
  handshake: mixpanelHandshake,
  delivery: {
    retries: '5 within 60 seconds after a 5xx or 429, then with the next sync',
    disables: 'pauses at a 400, 401, 403 or 404',
    success: 'a JSON answer that says so',
  },
})
