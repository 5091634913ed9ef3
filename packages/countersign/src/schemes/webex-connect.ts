import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { webexConnectHandshake } from '../handshakes/webex-connect.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

const hashes = ['sha256', 'sha512'] as const

/**
 * Webex Connect's outbound webhooks, not those of Webex. Hex HMAC of the raw body with nothing before it; each webhook
 * is set to SHA-256 or to SHA-512. Those from before April 2022 may have SHA-1, which is not accepted.
 *
 * Sources: developers.webexconnect.io and help.webexconnect.io, outbound webhooks.
 */
export const webexConnect: Scheme = either(
  {
    name: 'webex-connect',
    title: 'Webex Connect (outbound webhooks)',
    documentation: [
      'https://developers.webexconnect.io/reference/outbound-webhooks',
      'https://help.webexconnect.io/docs/outbound-webhooks',
    ],
    confidence: 'medium',
    delivery: {
      timeoutSeconds: 10,
      retries: '3, 60 s apart, where the address cannot be reached and after some statuses',
    },
    handshake: webexConnectHandshake,
  },
  hashes.map((hash) => hmac({ hash, encoding: hex, signature: header('x-hub-signature') })),
)
