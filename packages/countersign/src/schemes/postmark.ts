import { basic } from '../engines/token.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Postmark. User name and password in the webhook's URL come as basic credentials; nothing else proves it. */
export const postmark: Scheme = basic({
  name: 'postmark',
  title: 'Postmark',
  documentation: ['https://postmarkapp.com/developer/webhooks/webhooks-overview'],
  confidence: 'high',
  describe: described({ type: jsonField('RecordType') }),
  delivery: {
    retries: 'inbound messages: 10 within about 10.5 h',
    disables: 'a 403 ends the retries of inbound messages',
  },
})
