import { createPublicKey } from 'node:crypto'

/** No public key that anybody uses is longer: RSA of 16,384 bits has 2,086 bytes. */
const longest = 4096

/**
 * Whether a text is a public key as a console shows it, the DER of an SPKI in base64 or hex. One of PEM the library tells
 * by itself; the 32 bytes of an Ed25519 key alone look like any secret.
 */
export function isPublicKey(text: string): boolean {
  // In lines, as OpenSSL and consoles write it, it is the same key.
  const written = text.replace(/\s+/g, '')
  if (written.length > longest || !/^[\w+/=-]+$/.test(written)) return false
  return (['base64', 'hex'] as const).some((encoding) => {
    const key = Buffer.from(written, encoding)
    // A sequence, RFC 5280 section 4.1: asking OpenSSL is dear, and most secrets are none.
    if (key[0] !== 0x30) return false
    try {
      return createPublicKey({ key, format: 'der', type: 'spki' }).type === 'public'
    } catch {
      return false
    }
  })
}
