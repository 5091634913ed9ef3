import type { Encoding, SignatureEncoding } from './encoding.ts'

/** How a signature looks as text. */
export interface SignatureShape {
  /** How long in what spelling, such as `40 hex`; `some` where the length is not known. */
  readonly expected: string
  fits(text: string): boolean
}

/** A way to write the bytes of a digest as text. A value, so that a scheme brings the one that it uses. */
export interface Spelling {
  readonly name: SignatureEncoding
  /** What the platform writes, of which this is a spelling. */
  readonly of: Encoding
  /** The shape of so many bytes. */
  shape(bytes: number): SignatureShape
  /** A text of `of`, spelled so. Default: as it is. */
  respelled?(text: string): string
}

function shape(name: string, length: number, pattern: RegExp): SignatureShape {
  return {
    expected: `${length} ${name}`,
    fits: (text) => text.length === length && pattern.test(text),
  }
}

/** Lower-case hex. */
export const hex: Spelling = {
  name: 'hex',
  of: 'hex',
  shape: (bytes) => shape('hex', bytes * 2, /^[0-9a-f]+$/),
}

/** Upper-case hex. */
export const hexUpper: Spelling = {
  name: 'hex-upper',
  of: 'hex',
  shape: (bytes) => shape('hex-upper', bytes * 2, /^[0-9A-F]+$/),
  respelled: (text) => text.toUpperCase(),
}

function base64Shape(
  name: SignatureEncoding,
  letters: string,
  padded: boolean,
  bytes: number,
): SignatureShape {
  const rest = bytes % 3
  // The last character before the padding has two or four bits that must be zero: one spelling, not sixteen.
  const last = ['', '[AQgw]', '[AEIMQUYcgkosw048]'][rest]
  const length = padded ? Math.ceil(bytes / 3) * 4 : Math.ceil((bytes * 4) / 3)
  const padding = padded && rest > 0 ? '='.repeat(3 - rest) : ''
  return shape(name, length, new RegExp(`^[${letters}]+${last}${padding}$`))
}

/** Standard base64 with its padding. */
export const base64: Spelling = {
  name: 'base64',
  of: 'base64',
  shape: (bytes) => base64Shape('base64', 'A-Za-z0-9+/', true, bytes),
}

/** Base64url without padding. */
export const base64url: Spelling = {
  name: 'base64url',
  of: 'base64url',
  shape: (bytes) => base64Shape('base64url', 'A-Za-z0-9_-', false, bytes),
}

/** Base64url with padding. */
export const base64urlPadded: Spelling = {
  name: 'base64url-padded',
  of: 'base64url',
  shape: (bytes) => base64Shape('base64url-padded', 'A-Za-z0-9_-', true, bytes),
  respelled: (text) => text.padEnd(Math.ceil(text.length / 4) * 4, '='),
}

/** All spellings by name. */
export const spellings: Readonly<Record<SignatureEncoding, Spelling>> = {
  hex,
  'hex-upper': hexUpper,
  base64,
  base64url,
  'base64url-padded': base64urlPadded,
}
