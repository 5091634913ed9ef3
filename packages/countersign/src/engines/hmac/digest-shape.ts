import type { Encoding } from '../../platform/platform.ts'

/** How a digest looks when it is written in an encoding. */
export interface DigestShape {
  readonly name: string
  readonly length: number
  readonly pattern: RegExp
}

/** How long a digest is when it is written in an encoding, and which characters it is made of. */
export function digestShape(bytes: number, encoding: Encoding): DigestShape {
  if (encoding === 'hex') return { name: 'lower-case hex', length: bytes * 2, pattern: /^[0-9a-f]+$/ }
  const full = Math.floor(bytes / 3) * 4
  const rest = bytes % 3
  const url = encoding === 'base64url'
  const alphabet = url ? 'A-Za-z0-9_-' : 'A-Za-z0-9+/'
  // The last character before the padding has two or four bits that must be zero: one spelling, not sixteen.
  const last = rest === 0 ? '' : rest === 1 ? '[AQgw]' : '[AEIMQUYcgkosw048]'
  const padding = url || rest === 0 ? '' : '='.repeat(3 - rest)
  const length = full + (rest === 0 ? 0 : rest + 1) + padding.length
  return { name: encoding, length, pattern: new RegExp(`^[${alphabet}]+${last}${padding}$`) }
}
