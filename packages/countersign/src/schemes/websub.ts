import { either } from '../engines/either.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { websubHandshake } from '../handshakes/websub.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { Scheme } from '../scheme/scheme.ts'

const hashes = ['sha256', 'sha512', 'sha384', 'sha1'] as const

/** WebSub. The hub names the hash before the HMAC of the body in hex: one of the four of the Recommendation. */
export const websub: Scheme = either(
  {
    name: 'websub',
    title: 'WebSub',
    documentation: ['https://www.w3.org/TR/websub/#signing-content'],
    confidence: 'medium',
    handshake: websubHandshake,
  },
  hashes.map((hash) =>
    hmac({
      hash,
      encoding: hex,
      signature: header('X-Hub-Signature'),
      prefix: `${hash}=`,
      params: {
        topic: {
          title: 'the topic that was subscribed to; without it no subscription is agreed to',
          optional: true,
        },
      },
    }),
  ),
)
