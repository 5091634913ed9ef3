import type { HashPlatform, Platform } from '../platform/platform.ts'
import { webKeyPairs } from '../platform/web-key-pairs.ts'
import type { Proof } from './proof.ts'

const wholes = new WeakMap<HashPlatform, Platform>()

function whole(platform: HashPlatform): Platform {
  if ('publicKey' in platform) return platform as Platform
  const known = wholes.get(platform) ?? { ...platform, ...webKeyPairs }
  wholes.set(platform, known)
  return known
}

/** A proof that verifies with public keys, whose platform may have none by itself: a bundle without it is smaller. */
export function withKeyPairs<P extends Pick<Proof, 'readKey' | 'check'>>(proof: P): P {
  // What a proof of one's own inherits stays.
  return Object.assign(Object.create(Object.getPrototypeOf(proof)), proof, {
    readKey: (secret, platform) => proof.readKey(secret, whole(platform)),
    check(message, keys, context) {
      const platform = whole(context.platform)
      return proof.check(message, keys, platform === context.platform ? context : { ...context, platform })
    },
  } satisfies Pick<Proof, 'readKey' | 'check'>)
}
