import { secret } from '../content/secret.ts'
import { keyedHash as checkedKeyedHash } from '../engines/keyed-hash.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { HmacOptions } from '../scheme/hmac-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { checkSigned } from './check-signed.ts'
import { hmacForm } from './forms.ts'

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
  if (typeof options.content !== 'function' && options.content?.includes(secret) !== true) {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: 'keyedHash() without the secret proves nothing.',
    })
  }
  checkSigned('keyedHash()', options)
  return checkedKeyedHash(hmacForm('keyedHash()', options))
}
