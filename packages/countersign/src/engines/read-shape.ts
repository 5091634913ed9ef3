import { decoded, type Encoding } from '../message/encoding.ts'
import type { SignatureShape } from '../message/spelling.ts'

/** The shape of bytes that only reading tells: an RSA signature is as long as its key, a DER one varies. */
export function readShape(encoding: Encoding, read: (bytes: Uint8Array) => unknown): SignatureShape {
  return {
    expected: `some ${encoding}`,
    fits: (text) => {
      const bytes = decoded(text, encoding)
      return bytes !== undefined && bytes.length > 0 && read(bytes) !== undefined
    },
  }
}
