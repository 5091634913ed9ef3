import { secret as marker } from '../content/secret.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { hmacKeyMaterial } from '../keys/shared-secret.ts'
import { encodingOf } from '../message/encoding.ts'
import { digestBytes } from '../platform/algorithms.ts'
import { webHashNames } from '../platform/platform.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { HmacOptions } from '../scheme/hmac-options.ts'
import type { Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { signatureCheck } from './hmac/check.ts'
import { fixedShape } from './signature-shape.ts'
import { signedFacts } from './signed-facts.ts'

/**
 * A scheme signed with the plain hash of a content that holds the secret, such as HubSpot's first two, Cloudinary's and
 * Lark's: HMAC it is not.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the options contradict each other, or the content has no `secret`
 *
 * @example
 * const hubspot = keyedHash({
 *   name: 'hubspot-v1', hash: 'sha256', encoding: 'hex',
 *   signature: header('X-HubSpot-Signature'),
 *   content: [secret, body],
 * })
 */
export function keyedHash<Events extends EventMap = EventMap>(options: HmacOptions): Scheme<Events> {
  const { hash, encoding, content, key = { encoding: 'utf8' } } = options
  if (typeof content !== 'function' && content?.includes(marker) !== true) {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: 'keyedHash() without the secret proves nothing.',
    })
  }
  const proof: Proof<Uint8Array> = {
    ...signedFacts('keyedHash()', options),
    kind: 'prefix-hash',
    algorithm: `${webHashNames[hash]} of a content with the secret, ${encoding}`,
    keys: 'secret',
    hmac: options,
    readKey(given) {
      const bytes = hmacKeyMaterial(given, key, hash)
      if (bytes instanceof Uint8Array) return new Uint8Array(bytes)
      throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'It is text or bytes, not a CryptoKey.' })
    },
    check: signatureCheck(options, fixedShape(digestBytes[hash], encoding), (platform, by, parts) =>
      platform.hash(
        hash,
        parts.map((part) => (part === marker ? (by as Uint8Array) : part)),
        encodingOf(encoding),
      ),
    ) as Proof<Uint8Array>['check'],
  }
  return defineScheme<Events>(proof, options)
}
