import { WebhookError } from '../errors/webhook-error.ts'

/**
 * Bytes that are a key. HMAC fills a key up with zero bytes (RFC 2104 section 2), so that one of zero bytes alone is
 * the empty key, which everybody has. Throws ERR_SECRET_EMPTY.
 */
export function keyBytes<B extends Uint8Array>(bytes: B): B {
  if (bytes.some((byte) => byte !== 0)) return bytes
  const detail = bytes.length === 0 ? 'It has no bytes.' : 'It is nothing but zero bytes, as no key at all.'
  throw new WebhookError('ERR_SECRET_EMPTY', { detail })
}
