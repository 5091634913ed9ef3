import { otherPort } from '../content/other-port.ts'
import { sortedForm } from '../content/sorted-form.ts'
import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { header } from '../message/place.ts'
import { type Part, url } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'

const settings = header('X-Twilio-Webhooks-Signature-Settings')

/** Which hash the settings name; without a header, or without the word in it, it is SHA-1. */
function named(text: string | undefined): string {
  return /(?:^|,)\s*algorithm=([^,]*)/.exec(text ?? '')?.[1]?.trim() ?? 'HMAC_SHA1'
}

const of = (hash: 'sha1' | 'sha256', address: Part): Scheme =>
  onlyWhere(
    settings,
    (text) => named(text) === `HMAC_${hash.toUpperCase()}`,
    hmac({
      hash,
      encoding: 'base64',
      signature: header('X-Twilio-Signature'),
      content: [address, sortedForm({ unique: true })],
    }),
  )

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
  },
  [of('sha1', url), of('sha1', otherPort), of('sha256', url), of('sha256', otherPort)],
)
