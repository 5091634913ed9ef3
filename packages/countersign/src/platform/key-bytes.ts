import { fault } from '../errors/fault.ts'

/**
 * Bytes that are a key. HMAC fills a key up with zero bytes (RFC 2104 section 2), so that one of zero bytes alone is
 * the empty key, which everybody has. Throws ERR_SECRET_EMPTY.
 */
export function keyBytes<B extends Uint8Array>(bytes: B): B {
  if (bytes.some((byte) => byte !== 0)) return bytes
  throw fault('ERR_SECRET_EMPTY', 'zero-bytes')
}
