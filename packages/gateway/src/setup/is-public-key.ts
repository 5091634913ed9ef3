import { createPublicKey, type JsonWebKey, X509Certificate } from 'node:crypto'

/** A certificate of an RSA key of 16,384 bits takes some 5,000 bytes, twice as many digits of hex. */
const longest = 16_384

/** What a public key's DER may be: SPKI (RFC 5280), PKCS #1 (RFC 8017), a certificate. */
const readers: readonly ((der: Buffer) => unknown)[] = [
  (key) => createPublicKey({ key, format: 'der', type: 'spki' }),
  (key) => createPublicKey({ key, format: 'der', type: 'pkcs1' }),
  (key) => new X509Certificate(key).publicKey,
]

function reads(reader: () => unknown): boolean {
  try {
    reader()
    return true
  } catch {
    return false
  }
}

/** A JSON Web Key or a set of them, none of which is private: a set's private key or an `oct` is nobody's to know. */
function isJwk(text: string): boolean {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return false
  }
  const { keys } = json as { readonly keys?: unknown }
  const all = (Array.isArray(keys) ? keys : [json]) as readonly JsonWebKey[]
  return (
    all.length > 0 &&
    all.every((key) => key?.d === undefined && reads(() => createPublicKey({ key, format: 'jwk' })))
  )
}

/**
 * Whether a text is a public key as consoles and files show it: an SPKI, a PKCS #1 key or a certificate in base64 or hex,
 * also in lines or behind `whsec_`, a JSON Web Key, or one of OpenSSH. One of PEM the library tells by itself; the 32
 * bytes of an Ed25519 key alone look like any secret.
 */
export function isPublicKey(text: string): boolean {
  if (text.length > longest) return false
  if (/^\s*\{/.test(text)) return isJwk(text)
  if (/^(?:ssh-[a-z0-9]+|ecdsa-sha2-[a-z0-9]+) AAAA/.test(text)) return true
  // In lines, as OpenSSL and consoles write it, it is the same key.
  const written = text.replace(/\s+/g, '').replace(/^(?:v1,)?whsec_/, '')
  if (!/^[\w+/=-]+$/.test(written)) return false
  return (['base64', 'hex'] as const).some((encoding) => {
    const key = Buffer.from(written, encoding)
    // A sequence, RFC 5280 section 4.1: asking OpenSSL is dear, and most secrets are none.
    return key[0] === 0x30 && readers.some((read) => reads(() => read(key)))
  })
}
