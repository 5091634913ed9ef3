import type { Bytes } from './bytes.ts'

/** How bytes are written as text. */
export type Encoding = 'hex' | 'base64' | 'base64url'

/** How signatures are written: an encoding, or another spelling of one. */
export type SignatureEncoding = Encoding | 'hex-upper' | 'base64url-padded'

const encoder = new TextEncoder()
// fatal: damaged text must not pass for what was signed; ignoreBOM: a BOM is part of what was received.
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text)
}

/** The text of UTF-8 bytes; throws a TypeError on bytes that are none. Keeps a byte order mark. */
export function strictText(bytes: Uint8Array): string {
  return strictDecoder.decode(bytes)
}

/** Lower-case hex of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('')
}

/** Bytes of hex in either case; `undefined` where the text is none. */
export function fromHex(text: string): Bytes | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Padded standard base64 of bytes. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In pieces: the arguments of one call are limited.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}

/** Base64url of bytes, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * Bytes of standard base64 in its one canonical spelling; `undefined` for anything else: the other
 * alphabet, white space, padding that is missing or too much, stray bits in the last character.
 */
export function fromBase64(text: string): Bytes | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return toBase64(bytes) === text ? bytes : undefined
}

/** Bytes of base64url without padding, in its one canonical spelling; `undefined` for anything else. */
function fromBase64Url(text: string): Bytes | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined
  return fromBase64(
    text
      .replaceAll('-', '+')
      .replaceAll('_', '/')
      .padEnd(Math.ceil(text.length / 4) * 4, '='),
  )
}

/** Bytes of a text in the encoding's one spelling, of hex the lower-case one; `undefined` for anything else. */
export function decoded(text: string, encoding: Encoding): Bytes | undefined {
  if (encoding === 'base64') return fromBase64(text)
  if (encoding === 'base64url') return fromBase64Url(text)
  return text === text.toLowerCase() ? fromHex(text) : undefined
}
