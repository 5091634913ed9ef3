import { createPublicKey, type JsonWebKey } from 'node:crypto'

/** The keys of a document: one of each id, or the text itself where it is one key or certificate. */
export interface KeyDocument {
  /** The key of an id as PEM; without an id the only one. Undefined where there is none. */
  key(id: string | undefined): string | undefined
  /** About how much memory it takes. */
  readonly bytes: number
}

/** More keys than this are no set of one provider's. */
const mostKeys = 100
/** RFC 7518, section 3.3. */
const fewestModulusBits = 2048

/**
 * Reads what a provider answered: a JWK Set (RFC 7517), or PEM. Public keys alone: whatever else stands in a set is
 * passed over. Undefined where it is no such document, or holds no key.
 */
export function readKeyDocument(form: 'jwks' | 'pem', bytes: Uint8Array): KeyDocument | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return form === 'jwks' ? readKeySet(text) : readPem(text)
  } catch {
    return undefined
  }
}

function readKeySet(text: string): KeyDocument | undefined {
  const { keys } = JSON.parse(text) as { keys?: unknown }
  if (!Array.isArray(keys) || keys.length > mostKeys) return undefined
  const byId = new Map<string, string>()
  const all = keys.flatMap((jwk: unknown) => {
    const pem = publicKeyOf(jwk)
    const { kid } = (jwk ?? {}) as { kid?: unknown }
    if (pem !== undefined && typeof kid === 'string' && !byId.has(kid)) byId.set(kid, pem)
    return pem ?? []
  })
  if (all.length === 0) return undefined
  const only = all.length === 1 ? all[0] : undefined
  return { key: (id) => (id === undefined ? only : byId.get(id)), bytes: text.length * 2 }
}

/** A shared key in a public document would let anybody sign. */
function publicKeyOf(jwk: unknown): string | undefined {
  const { kty, use, d } = (jwk ?? {}) as { kty?: unknown; use?: unknown; d?: unknown }
  if (kty === 'oct' || d !== undefined || (use !== undefined && use !== 'sig')) return undefined
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
    const { modulusLength } = key.asymmetricKeyDetails ?? {}
    if (modulusLength !== undefined && modulusLength < fewestModulusBits) return undefined
    return key.export({ type: 'spki', format: 'pem' }).toString()
  } catch {
    return undefined
  }
}

function readPem(text: string): KeyDocument | undefined {
  const sound = /^\s*(-----BEGIN (CERTIFICATE|PUBLIC KEY)-----[A-Za-z0-9+/=\s]+-----END \2-----\s*)+$/.test(
    text,
  )
  return sound ? { key: () => text, bytes: text.length * 2 } : undefined
}
