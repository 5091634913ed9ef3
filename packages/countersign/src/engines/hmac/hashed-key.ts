import { fromHex } from '../../message/encoding.ts'
import type { HashName } from '../../platform/platform.ts'
import { type WebKey, webKey } from '../../platform/web-key.ts'
import type { DerivedKey } from '../../scheme/hmac-options.ts'

function bytesOfHex(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0)
}

/** A key that is the hash of the secret's bytes. */
export function hashedKey(hashed: HashName): DerivedKey {
  return {
    hashed,
    derive(hash, bytes, platform) {
      const hex = platform.hash(hashed, [bytes], 'hex')
      if (typeof hex === 'string') return platform.hmacKey(hash, bytesOfHex(hex))
      return webKey(hex.then((text) => (platform.hmacKey(hash, bytesOfHex(text)) as WebKey).promise))
    },
  }
}
