import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Mailgun. Hex HMAC-SHA256 of timestamp and token, which stand in the body beside it: nothing else of the body is
 * protected, and a captured signature fits any event until its token is seen a second time. No check of one message
 * alone can see that. Mailgun's page says not to honor a request whose token was seen before: timestamp and token are
 * the dedup key, and a gateway refuses another body under them.
 */
export const mailgun: Scheme = hmac({
  name: 'mailgun',
  title: 'Mailgun',
  documentation: ['https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: jsonField('signature', 'signature'),
  content: contentOf([timestamp, jsonField('signature', 'token')]),
  timestamp: clock({ at: jsonField('signature', 'timestamp'), unit: 'seconds' }),
  describe: described({
    type: jsonField('event-data', 'event'),
    id: jsonField('event-data', 'id'),
    once: [jsonField('signature', 'timestamp'), jsonField('signature', 'token')],
  }),
  unprotected: ['replay', 'id', 'type'],
  delivery: {
    retries: 'after 5, 10 and 15 min, 1, 2 and 4 h, within 8 h; none after a 406',
    success: '200',
  },
})
