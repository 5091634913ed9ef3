import { sortedForm } from '../content/sorted-form.ts'
import { either } from '../engines/either.ts'
import { twilioSigned } from '../engines/twilio-signed.ts'
import { formField, header } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Twilio, of requests that are forms. Base64 HMAC-SHA1 of the URL and the form's fields, sorted, without borders; with a
 * shared key the hash that the settings header names. The URL may be signed with or without
 * the standard port.
 */
export const twilio: Scheme = either(
  {
    name: 'twilio',
    title: 'Twilio',
    documentation: [
      'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
      'https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts',
    ],
    confidence: 'high',
    describe: described({
      type: [formField('MessageStatus'), formField('CallStatus')],
      id: header('I-Twilio-Idempotency-Token'),
    }),
    unprotected: ['body', 'id'],
    // Its support article on error 12300: what it asks on a call or message must be answered as TwiML.
    answer: { status: 200, body: '<Response/>', contentType: 'text/xml' },
    delivery: { retries: 'as a fragment of the address or a setting says' },
    forward: ['I-Twilio-Idempotency-Token'],
  },
  twilioSigned((address) => [address, sortedForm({ unique: true })]),
)
