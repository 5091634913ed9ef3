import { hmac } from '../builders/hmac.ts'
import { keyedHash } from '../builders/keyed-hash.ts'
import { publicKey } from '../builders/public-key.ts'
import type { SignatureEncoding } from '../message/encoding.ts'
import type { HeaderPlace, Place } from '../message/place.ts'
import { signatureForms } from '../platform/algorithms.ts'
import type { HashName, SignatureAlgorithm } from '../platform/platform.ts'
import { type HmacOptions, optionsOf } from '../scheme/hmac-options.ts'
import type { Proof } from '../scheme/proof.ts'
import type { PublicKeyOptions } from '../scheme/public-key-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { Trial } from './trial.ts'

const hashes: readonly HashName[] = ['sha1', 'sha256', 'sha384', 'sha512']
const encodings: readonly SignatureEncoding[] = [
  'hex',
  'base64',
  'base64url',
  'hex-upper',
  'base64url-padded',
]
const units = ['seconds', 'milliseconds', 'rfc3339-utc', 'http-date'] as const
const computed = 'Computed that way it matches.'

/** The header in which a scheme's signature stands; `undefined` where it stands elsewhere. */
function signatureHeader(signature: HmacOptions['signature']): HeaderPlace | undefined {
  const place: Place | undefined =
    'in' in signature ? (signature.in === 'list' ? signature.at : signature) : signature[0]
  if (place?.in === 'header') return place
  return place?.in === 'parameter' ? place.header : undefined
}

function algorithmTrial(scheme: Scheme, detail: string): Trial {
  return { scheme, changes: [{ code: 'signature-algorithm', evidence: computed, detail }] }
}

/** Other hashes, encodings and spellings of a keyed hash. */
function hashTrials(options: HmacOptions, make: typeof hmac): Trial[] {
  const { hash: own, encoding: written } = options
  const trials = hashes.flatMap((hash) =>
    encodings.flatMap((encoding) => {
      if (hash === own && encoding === written) return []
      const detail = `It is HMAC-${hash.toUpperCase()} in ${encoding}, not ${own.toUpperCase()} in ${written}.`
      return algorithmTrial(
        make({ ...options, hash, encoding }),
        make === hmac ? detail : detail.replace('HMAC-', ''),
      )
    }),
  )
  const { timestamp } = options
  if (timestamp === undefined) return trials
  for (const unit of units) {
    if (unit === timestamp.unit) continue
    const evidence = `Read as ${unit}, the timestamp belongs to the signature.`
    const scheme = make({ ...options, timestamp: { ...timestamp, unit } })
    trials.push({ scheme, changes: [{ code: 'timestamp-unit', evidence }] })
  }
  return trials
}

/** The signature with a prefix that it lacks, or without one that it should not have. */
function prefixTrials(options: HmacOptions, headers: Readonly<Record<string, string>>): Trial[] {
  const { prefix = '', hash: own } = options
  const place = signatureHeader(options.signature)
  const value = place === undefined ? undefined : headers[place.name]
  if (place === undefined || value === undefined || typeof prefix !== 'string') return []
  const bare = value.replace(/^[A-Za-z0-9-]+[=: ]+/, '')
  const changed = { [place.name]: prefix + bare }
  if (prefix === '') {
    const evidence = 'Without its prefix the signature matches.'
    return bare === value ? [] : [{ headers: changed, changes: [{ code: 'signature-prefix', evidence }] }]
  }
  if (value.startsWith(prefix)) return []
  const detail = `It does not begin with ${prefix}.`
  const evidence = 'With the prefix it matches.'
  return [
    { headers: changed, changes: [{ code: 'signature-prefix', evidence, detail }] },
    ...hashes
      .filter((hash) => hash !== own)
      .map((hash) => ({
        ...algorithmTrial(
          hmac({ ...options, hash }),
          `It is HMAC-${hash.toUpperCase()}, not ${own.toUpperCase()}.`,
        ),
        headers: changed,
      })),
  ]
}

/** Other hashes of the same kind of key, encodings, and both ways to write ECDSA. */
function keyPairTrials(options: PublicKeyOptions): Trial[] {
  const { family } = signatureForms[options.algorithm]
  const kin = (Object.keys(signatureForms) as SignatureAlgorithm[]).filter((algorithm) =>
    family.startsWith('rsa') ? algorithm.startsWith('rsa') : signatureForms[algorithm].family === family,
  )
  const ways = family === 'ecdsa' ? (['der', 'fixed'] as const) : [undefined]
  const { encoding: written, ecdsa: way = 'der' } = options
  return kin.flatMap((algorithm) =>
    ways.flatMap((ecdsa) =>
      (['hex', 'base64', 'base64url'] as const).flatMap((encoding) => {
        const same = algorithm === options.algorithm && encoding === written
        if (same && (ecdsa === undefined || ecdsa === way)) return []
        const how = ecdsa === undefined ? '' : ecdsa === 'der' ? ', in DER' : ', as r and s of fixed length'
        const scheme = publicKey({ ...options, algorithm, encoding, ...(ecdsa && { ecdsa }) })
        return algorithmTrial(scheme, `It is ${signatureForms[algorithm].title} in ${encoding}${how}.`)
      }),
    ),
  )
}

/** The scheme with one thing changed. Those that cannot be built are left out. */
export function schemeTrials({ proof }: Scheme, headers: Readonly<Record<string, string>>): readonly Trial[] {
  const proofs: readonly Proof[] = proof.parts ?? [proof]
  return proofs.flatMap(({ hmac: form, publicKey: pair, kind }) => {
    const trials = pair === undefined ? [] : keyPairTrials(pair)
    if (form === undefined) return trials
    const options = optionsOf(form)
    return [
      ...trials,
      ...hashTrials(options, kind === 'prefix-hash' ? keyedHash : hmac),
      ...(kind === 'hmac' ? prefixTrials(options, headers) : []),
    ]
  })
}
