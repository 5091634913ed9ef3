import { decoded, type Encoding, type SignatureEncoding } from '../message/encoding.ts'

/** How a signature looks as text. */
export interface SignatureShape {
  /** In words, such as `40 characters of lower-case hex`. */
  readonly expected: string
  fits(text: string): boolean
}

/** The shape of so many bytes in an encoding. */
export function fixedShape(bytes: number, encoding: SignatureEncoding): SignatureShape {
  if (encoding === 'hex') return shape('lower-case hex', bytes * 2, /^[0-9a-f]+$/)
  if (encoding === 'hex-upper') return shape('upper-case hex', bytes * 2, /^[0-9A-F]+$/)
  const full = Math.floor(bytes / 3) * 4
  const rest = bytes % 3
  const url = encoding === 'base64url' || encoding === 'base64url-padded'
  const alphabet = url ? 'A-Za-z0-9_-' : 'A-Za-z0-9+/'
  // The last character before the padding has two or four bits that must be zero: one spelling, not sixteen.
  const last = rest === 0 ? '' : rest === 1 ? '[AQgw]' : '[AEIMQUYcgkosw048]'
  const padding = encoding === 'base64url' || rest === 0 ? '' : '='.repeat(3 - rest)
  const length = full + (rest === 0 ? 0 : rest + 1) + padding.length
  return shape(encoding, length, new RegExp(`^[${alphabet}]+${last}${padding}$`))
}

function shape(name: string, length: number, pattern: RegExp): SignatureShape {
  return {
    expected: `${length} characters of ${name}`,
    fits: (text) => text.length === length && pattern.test(text),
  }
}

/** The shape of bytes that only reading tells: an RSA signature is as long as its key, a DER one varies. */
export function readShape(encoding: Encoding, read: (bytes: Uint8Array) => unknown): SignatureShape {
  return {
    expected: `a signature in ${encoding === 'hex' ? 'lower-case hex' : encoding}`,
    fits: (text) => {
      const bytes = decoded(text, encoding)
      return bytes !== undefined && bytes.length > 0 && read(bytes) !== undefined
    },
  }
}
