import { either } from '../engines/either.ts'
import { twilioSigned } from '../engines/twilio-signed.ts'
import { refusal } from '../errors/refusal.ts'
import { header } from '../message/place.ts'
import type { MadePart } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const parameter = 'bodySHA256'

/** Nothing is signed but the URL: the body is protected where its hash stands there. */
const hashed: MadePart = {
  part: 'made',
  covers: 'body',
  make(message, { platform }) {
    const [, rest = ''] = /\?([^#]*)/.exec(message.url ?? '') ?? []
    const [wanted, ...others] = new URLSearchParams(rest).getAll(parameter)
    const missing = `Looked for one ${parameter} in the query of the URL.`
    if (wanted === undefined || others.length > 0) throw refusal('ERR_CONTENT_MALFORMED', missing)
    const judged = (hash: string): string[] => {
      if (!platform.equal(hash, wanted)) throw refusal('ERR_SIGNATURE_MISMATCH')
      return []
    }
    const hash = platform.hash('sha256', [message.body], 'hex')
    return typeof hash === 'string' ? judged(hash) : hash.then(judged)
  },
}

/**
 * Twilio, of requests with another body than a form. The URL is signed, and its `bodySHA256` must be the body's hash in
 * hex: a request without one is refused. Hashes and ports as in `twilio`. Who signs gives the hash in the URL.
 *
 * Sources: twilio-node validateRequestWithBody and spec/validation.spec.js; twilio.com/docs, webhook shared keys.
 */
export const twilioJson: Scheme = either(
  {
    name: 'twilio-json',
    title: 'Twilio (JSON body)',
    documentation: [
      'https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys',
      'https://github.com/twilio/twilio-node',
    ],
    confidence: 'high',
    describe: described({ id: header('I-Twilio-Idempotency-Token') }),
    unprotected: ['id'],
    forward: ['I-Twilio-Idempotency-Token'],
    delivery: { retries: 'as a fragment of the address or a setting says' },
  },
  twilioSigned((address) => [address, hashed]),
)
