import { publicKey as checkedPublicKey } from '../engines/public-key.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { signatureForms } from '../platform/algorithms.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { PublicKeyOptions } from '../scheme/public-key-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { checkSigned } from './check-signed.ts'
import { signedForm } from './forms.ts'

/**
 * A scheme signed with a key pair, such as Discord's with Ed25519 or SendGrid's with ECDSA.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the options contradict each other
 *
 * @example
 * const discord = publicKey({
 *   name: 'discord', algorithm: 'ed25519', encoding: 'hex',
 *   signature: header('X-Signature-Ed25519'),
 *   content: [timestamp, body],
 *   timestamp: { at: header('X-Signature-Timestamp'), unit: 'seconds' },
 * })
 */
export function publicKey<Events extends EventMap = EventMap>(options: PublicKeyOptions): Scheme<Events> {
  if (!Object.hasOwn(signatureForms, options.algorithm))
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: 'publicKey() knows no such algorithm.' })
  checkSigned('publicKey()', options)
  return checkedPublicKey(signedForm(options))
}
