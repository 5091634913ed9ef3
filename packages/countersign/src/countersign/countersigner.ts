import { platform } from '#platform'
import { WebhookError } from '../errors/webhook-error.ts'
import { readSecrets, type Secrets } from '../keys/secret.ts'
import type { HmacKey } from '../platform/platform.ts'
import { standardWebhooks } from '../schemes/standard-webhooks.ts'
import { type Countersigned, signCountersignatureWith } from './countersignature.ts'

/** A destination's secrets, read once, to countersign deliveries with. */
export interface Countersigner {
  /** The value of the header `countersign-signature`. */
  sign(said: Countersigned): Promise<string>
  /** At once, where node:crypto is; ERR_SYNC_UNSUPPORTED elsewhere. */
  signSync(said: Countersigned): string
}

/**
 * Signs what a gateway says of its deliveries, see `countersignatureContent` for the exact bytes. The secrets
 * are those of Standard Webhooks (base64 after `whsec_`), all of them sign; give only live ones.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_SECRET_MALFORMED
 *
 * @example
 * const countersigner = createCountersigner(process.env.DESTINATION_SECRET)
 * const value = await countersigner.sign(said)
 */
export function createCountersigner(secrets: Secrets): Countersigner {
  const keys = readSecrets(secrets, standardWebhooks, platform).map((live) => live.key as HmacKey)
  return {
    async sign(said) {
      return signCountersignatureWith(platform, said, keys)
    },
    signSync(said) {
      const value = signCountersignatureWith(platform, said, keys)
      if (typeof value !== 'string') throw new WebhookError('ERR_SYNC_UNSUPPORTED')
      return value
    },
  }
}

/**
 * As `createCountersigner(secrets).sign(said)`, for a single delivery.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_SECRET_MALFORMED
 *
 * @example
 * const value = await signCountersignature(said, process.env.DESTINATION_SECRET)
 */
export async function signCountersignature(said: Countersigned, secrets: Secrets): Promise<string> {
  return createCountersigner(secrets).sign(said)
}
