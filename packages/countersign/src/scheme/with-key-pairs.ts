import { WebhookError } from '../errors/webhook-error.ts'
import type { HashPlatform, Platform } from '../platform/platform.ts'
import { webKeyPairs } from '../platform/web-key-pairs.ts'
import type { CheckContext, Proof } from './proof.ts'

const wholes = new WeakMap<HashPlatform, Platform>()

function whole(platform: HashPlatform): Platform {
  if ('publicKey' in platform) return platform as Platform
  const known = wholes.get(platform) ?? { ...platform, ...webKeyPairs }
  wholes.set(platform, known)
  return known
}

/** A key that cannot be fetched refuses the message, and says so. */
function available(resolveKey: NonNullable<CheckContext['resolveKey']>): typeof resolveKey {
  return async (wanted) => {
    try {
      return await resolveKey(wanted)
    } catch (cause) {
      throw WebhookError.is(cause) ? cause : new WebhookError('ERR_KEY_UNAVAILABLE', { cause })
    }
  }
}

/** A proof that verifies with public keys, whose platform may have none by itself: a bundle without it is smaller. */
export function withKeyPairs<P extends Pick<Proof, 'readKey' | 'check'>>(proof: P): P {
  // What a proof of one's own inherits stays.
  return Object.assign(Object.create(Object.getPrototypeOf(proof)), proof, {
    readKey: (secret, platform) => proof.readKey(secret, whole(platform)),
    check(message, keys, context) {
      const { resolveKey } = context
      return proof.check(message, keys, {
        ...context,
        platform: whole(context.platform),
        resolveKey: resolveKey && available(resolveKey),
      })
    },
  } satisfies Pick<Proof, 'readKey' | 'check'>)
}
