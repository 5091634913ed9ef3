import { bodyBehindDigits } from '../content/body-behind-digits.ts'
import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { rfc3339 } from '../message/dates.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const units = [{ unit: 'rfc3339', read: rfc3339 }, { unit: 'seconds-or-milliseconds' }] as const

/**
 * Xaman (XUMM). Hex HMAC-SHA1 of timestamp and body in `x-xumm-request-signature`. The key is the secret, a UUID,
 * without its first hyphen, and with the others. How the timestamp is written has not been seen: RFC 3339 and Unix time
 * are taken, and no other text, since no border stands between it and the body. No tolerance is documented.
 *
 * Source: docs.xaman.dev, webhooks, signature verification.
 */
export const xaman: Scheme = either(
  {
    name: 'xaman',
    title: 'Xaman (XUMM)',
    documentation: [
      'https://docs.xaman.dev/concepts/payloads-sign-requests/status-updates/webhooks/signature-verification',
    ],
    confidence: 'medium',
    describe: described({ id: jsonField('meta', 'payload_uuidv4') }),
  },
  units.map((unit) =>
    hmac({
      hash: 'sha1',
      encoding: hex,
      signature: header('x-xumm-request-signature'),
      key: { encoding: 'utf8', change: (text) => text.replace('-', '') },
      content: contentOf([timestamp, bodyBehindDigits]),
      timestamp: clock({ at: header('x-xumm-request-timestamp'), ...unit, toleranceSeconds: null }),
    }),
  ),
)
