import type { CryptoKeyLike, HashName, SignatureAlgorithm } from './platform.ts'
import { digestBytes, webHashName } from './platform.ts'

/** What a signature algorithm is made of, for either platform. */
export interface SignatureForm {
  readonly family: 'ed25519' | 'ecdsa' | 'rsa' | 'rsa-pss'
  /** Ed25519 hashes by itself. */
  readonly hash: HashName
  /** Bytes of a signature; RSA's have as many as the key. ECDSA's are r and s, IEEE P1363. */
  readonly bytes?: number
  /** OpenSSL's name of the curve and Web Crypto's. */
  readonly curve?: readonly [openssl: string, web: string]
  /** In words for the catalogue. */
  readonly title: string
}

const p256 = { family: 'ecdsa', bytes: 64, curve: ['prime256v1', 'P-256'] } as const
const p384 = { family: 'ecdsa', bytes: 96, curve: ['secp384r1', 'P-384'] } as const
const p521 = { family: 'ecdsa', bytes: 132, curve: ['secp521r1', 'P-521'] } as const
const rsa = { family: 'rsa' } as const
const pss = { family: 'rsa-pss' } as const

export const signatureForms: Readonly<Record<SignatureAlgorithm, SignatureForm>> = {
  ed25519: { family: 'ed25519', hash: 'sha512', bytes: 64, title: 'Ed25519' },
  'ecdsa-p256-sha1': { ...p256, hash: 'sha1', title: 'ECDSA P-256 with SHA-1' },
  'ecdsa-p256-sha256': { ...p256, hash: 'sha256', title: 'ECDSA P-256 with SHA-256' },
  'ecdsa-p384-sha384': { ...p384, hash: 'sha384', title: 'ECDSA P-384 with SHA-384' },
  'ecdsa-p521-sha512': { ...p521, hash: 'sha512', title: 'ECDSA P-521 with SHA-512' },
  'rsa-sha1': { ...rsa, hash: 'sha1', title: 'RSA with SHA-1' },
  'rsa-sha256': { ...rsa, hash: 'sha256', title: 'RSA with SHA-256' },
  'rsa-sha384': { ...rsa, hash: 'sha384', title: 'RSA with SHA-384' },
  'rsa-sha512': { ...rsa, hash: 'sha512', title: 'RSA with SHA-512' },
  'rsa-pss-sha256': { ...pss, hash: 'sha256', title: 'RSA-PSS with SHA-256' },
  'rsa-pss-sha384': { ...pss, hash: 'sha384', title: 'RSA-PSS with SHA-384' },
  'rsa-pss-sha512': { ...pss, hash: 'sha512', title: 'RSA-PSS with SHA-512' },
}

/** RSA keys below this many bits are factored at home. */
export const leastRsaBits = 1024

/** The algorithm of an import or a verification, as Web Crypto wants it. */
export function webAlgorithm({ family, hash, curve }: SignatureForm): {
  readonly name: string
  readonly hash?: string
  readonly namedCurve?: string
  readonly saltLength?: number
} {
  if (family === 'ed25519') return { name: 'Ed25519' }
  const named = webHashName(hash)
  if (family === 'ecdsa') return { name: 'ECDSA', hash: named, namedCurve: curve?.[1] ?? '' }
  return family === 'rsa'
    ? { name: 'RSASSA-PKCS1-v1_5', hash: named }
    : { name: 'RSA-PSS', hash: named, saltLength: digestBytes(hash) }
}

/** Whether a CryptoKey verifies by this algorithm: one of another hash or curve would refuse every message. */
export function fitsCryptoKey(key: CryptoKeyLike, form: SignatureForm): boolean {
  const wanted = webAlgorithm(form)
  const { name, hash, namedCurve, modulusLength } = key.algorithm as {
    name: string
    hash?: { name: string }
    namedCurve?: string
    modulusLength?: number
  }
  if (name !== wanted.name || key.type !== 'public' || !key.usages.includes('verify')) return false
  if (form.family === 'ecdsa') return namedCurve === wanted.namedCurve
  return form.family === 'ed25519' || (hash?.name === wanted.hash && (modulusLength ?? 0) >= leastRsaBits)
}
