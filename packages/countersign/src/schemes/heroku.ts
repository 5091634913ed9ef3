import { hmac } from '../engines/hmac/hmac.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Heroku's app webhooks. Base64 HMAC-SHA256 of the raw body. The body's id is the event's, the same in each attempt
 * and for each subscription. `Authorization` may hold a text of the operator's choice.
 *
 * Sources: heroku/webhooks-docs; heroku/webhooks-demo; devcenter.heroku.com, addon webhooks.
 */
export const heroku: Scheme = hmac({
  name: 'heroku',
  title: 'Heroku app webhooks',
  documentation: [
    'https://devcenter.heroku.com/articles/addon-webhooks',
    'https://github.com/heroku/webhooks-docs',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Heroku-Webhook-Hmac-SHA256'),
  describe: described({
    type: [jsonField('resource'), jsonField('action')],
    id: jsonField('id'),
    dedupe: 'signed-id',
  }),
  credentials: ['Authorization'],
  delivery: {
    retries: 'level sync: 180 in about 7 days, in order; level notify: none',
    disables: 'a subscription that keeps failing may be',
  },
})
