import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { SignatureAlgorithm } from 'countersign'

/** A message signed by OpenSSL with a key pair of its own. */
export interface SignedByKeyPair {
  readonly algorithm: SignatureAlgorithm
  readonly ecdsa?: 'der' | 'fixed'
  /** PEM. */
  readonly publicKey: string
  readonly body: string
  /** Base64. */
  readonly signature: string
}

const body = '{"text":"Grüße"}'

interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

function curve(namedCurve: string): Pair {
  return generateKeyPairSync('ec', { namedCurve })
}

/** One message for each algorithm that the library takes, and one more for each way in which ECDSA is written. */
export function signedByKeyPairs(): readonly SignedByKeyPair[] {
  const rsa: Pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [p256, p384, p521] = [curve('P-256'), curve('P-384'), curve('P-521')]
  const signed = (
    algorithm: SignatureAlgorithm,
    { publicKey, privateKey: key }: Pair,
    hash: string | null,
    how: object = {},
  ): SignedByKeyPair => ({
    algorithm,
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    body,
    signature: sign(hash, Buffer.from(body), { key, ...how }).toString('base64'),
  })
  const both = (algorithm: SignatureAlgorithm, pair: Pair, hash: string): SignedByKeyPair[] => [
    { ...signed(algorithm, pair, hash), ecdsa: 'der' },
    { ...signed(algorithm, pair, hash, { dsaEncoding: 'ieee-p1363' }), ecdsa: 'fixed' },
  ]
  const salted = (saltLength: number): object => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
  return [
    signed('ed25519', generateKeyPairSync('ed25519'), null),
    ...both('ecdsa-p256-sha1', p256, 'sha1'),
    ...both('ecdsa-p256-sha256', p256, 'sha256'),
    ...both('ecdsa-p384-sha384', p384, 'sha384'),
    ...both('ecdsa-p521-sha512', p521, 'sha512'),
    signed('rsa-sha1', rsa, 'sha1'),
    signed('rsa-sha256', rsa, 'sha256'),
    signed('rsa-sha384', rsa, 'sha384'),
    signed('rsa-sha512', rsa, 'sha512'),
    signed('rsa-pss-sha256', rsa, 'sha256', salted(32)),
    signed('rsa-pss-sha384', rsa, 'sha384', salted(48)),
    signed('rsa-pss-sha512', rsa, 'sha512', salted(64)),
  ]
}
