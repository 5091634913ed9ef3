import { fromHex } from '../../message/encoding.ts'
import type { HashName } from '../../platform/platform.ts'
import type { DerivedKey } from '../../scheme/hmac-options.ts'

function bytesOfHex(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array(0)
}

/** A key that is the hash of the secret's bytes. */
export function hashedKey(hash: HashName): DerivedKey {
  return {
    hashed: hash,
    derive(bytes, platform) {
      const hex = platform.hash(hash, [bytes], 'hex')
      return typeof hex === 'string' ? bytesOfHex(hex) : hex.then(bytesOfHex)
    },
  }
}
