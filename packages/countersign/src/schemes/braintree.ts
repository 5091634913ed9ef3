import { either } from '../engines/either.ts'
import { fits } from '../engines/handshake/challenge.ts'
import { hashedKey } from '../engines/hmac/hashed-key.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { taggedList } from '../engines/tagged-list.ts'
import { refusal } from '../errors/refusal.ts'
import { braintreeHandshake } from '../handshakes/braintree.ts'
import { formField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { checkParams } from '../scheme/check-params.ts'
import type { MadePart } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

const fields = ['bt_signature', 'bt_payload']

/**
 * The payload, which is all that the form holds beside the signature. It is base64 with line feeds, and none that has
 * a challenge's form: the answer to that one is its signature.
 */
const payload: MadePart = {
  part: 'made',
  covers: 'body',
  make(message) {
    const form = message.form()
    const [text = '', ...others] = form.getAll('bt_payload')
    const strange =
      others.length > 0 ||
      [...form.keys()].some((name) => !fields.includes(name)) ||
      !/^[A-Za-z0-9+/=\n]+$/.test(text) ||
      fits(text.trim(), { alphabet: 'hex', least: 20, most: 32 })
    if (strange) throw refusal('ERR_CONTENT_MALFORMED', 'Looked for a payload in base64 alone.')
    return [text]
  },
}

/**
 * Braintree. A form of a payload and its signatures: hex HMAC-SHA1 of the payload's base64 text, by the SHA-1 of the
 * private key, after the public key and a bar. The pairs of other public keys are passed over. The signature may be of
 * the payload with one line feed more, as its SDKs accept.
 *
 * Source: braintree (npm) webhook_notification_gateway.js.
 */
export const braintree: Scheme = either(
  {
    name: 'braintree',
    title: 'Braintree',
    documentation: ['https://www.npmjs.com/package/braintree'],
    confidence: 'high',
    handshake: braintreeHandshake,
  },
  ['', '\n'].map((end) =>
    hmac({
      hash: 'sha1',
      encoding: hex,
      signature: taggedList({
        at: formField('bt_signature'),
        tag: [{ param: 'keyId' }],
        separator: '&',
        joiner: '|',
      }),
      key: { encoding: 'utf8', ...hashedKey('sha1') },
      content: contentOf([payload, end]),
      checkParams,
      params: { keyId: { title: 'the public key' } },
    }),
  ),
)
