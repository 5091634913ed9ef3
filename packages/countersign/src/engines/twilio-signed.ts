import { otherPort } from '../content/other-port.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { type Part, url } from '../scheme/content.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { hmac } from './hmac/hmac.ts'
import { onlyWhere } from './only-where.ts'
import { contentOf } from './signed-content.ts'

const settings = header('X-Twilio-Webhooks-Signature-Settings')

/** Which hash the settings name; without a header, or without the word in it, it is SHA-1. */
function named(text: string | undefined): string {
  return /(?:^|,)\s*algorithm=([^,]*)/.exec(text ?? '')?.[1]?.trim() ?? 'HMAC_SHA1'
}

/**
 * The ways in which Twilio signs: base64 HMAC-SHA1, with a shared key the hash that the settings header names, of the
 * URL with or without the standard port.
 *
 * @param content - what is signed, of an address
 */
export function twilioSigned(content: (address: Part) => readonly Part[]): readonly Scheme[] {
  const addresses: readonly Part[] = [url, otherPort]
  return (['sha1', 'sha256'] as const).flatMap((hash) =>
    addresses.map((address) =>
      onlyWhere(
        settings,
        (text) => named(text) === `HMAC_${hash.toUpperCase()}`,
        hmac({
          hash,
          encoding: base64,
          signature: header('X-Twilio-Signature'),
          content: contentOf(content(address)),
        }),
      ),
    ),
  )
}
