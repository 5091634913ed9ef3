import { hmac } from '../engines/hmac/hmac.ts'
import type { Encoding } from '../message/encoding.ts'
import type { HeaderPlace, Place } from '../message/place.ts'
import type { HashName } from '../platform/platform.ts'
import type { HmacOptions } from '../scheme/hmac-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { standardWebhooks } from '../schemes/standard-webhooks.ts'
import { svix } from '../schemes/svix.ts'
import type { SchemeTrial } from './trial.ts'

const hashes: readonly HashName[] = ['sha1', 'sha256', 'sha512']
const encodings: readonly Encoding[] = ['hex', 'base64', 'base64url']

/** The header in which a scheme's signature stands; `undefined` where it stands elsewhere. */
function signatureHeader(signature: HmacOptions['signature']): HeaderPlace | undefined {
  const place: Place | undefined =
    'in' in signature ? (signature.in === 'list' ? signature.at : signature) : signature[0]
  if (place?.in === 'header') return place
  return place?.in === 'parameter' ? place.header : undefined
}

/** Other hashes, encodings and spellings of the signature. */
function neighbors(options: HmacOptions, headers: Readonly<Record<string, string>>): SchemeTrial[] {
  const trials: SchemeTrial[] = []
  const fix = 'Check that the scheme fits the provider, and what the provider is set to.'
  for (const hash of hashes) {
    for (const encoding of encodings) {
      if (hash === options.hash && encoding === options.encoding) continue
      const cause = `The signature is HMAC-${hash.toUpperCase()} in ${encoding}, not ${options.hash.toUpperCase()} in ${options.encoding}.`
      const evidence = 'Computed that way it matches.'
      trials.push({ scheme: hmac({ ...options, hash, encoding }), cause, evidence, fix })
    }
  }
  const place = signatureHeader(options.signature)
  const value = place === undefined ? undefined : headers[place.name]
  if (place === undefined || value === undefined) return trials
  const add = (changed: string, cause: string, evidence: string, scheme: Scheme = hmac(options)): void => {
    trials.push({ scheme, headers: { [place.name]: changed }, cause, evidence, fix })
  }
  add(value.toLowerCase(), 'The signature is in capitals.', 'In lower case it matches.')
  add(value.trim(), 'The signature has white space around it.', 'Without it the signature matches.')
  const prefix = typeof options.prefix === 'string' ? options.prefix : ''
  const bare = value.replace(/^[A-Za-z0-9-]+=/, '')
  if (prefix !== '' && !value.startsWith(prefix)) {
    add(prefix + bare, `The signature does not begin with ${prefix}.`, 'With the prefix it matches.')
    for (const hash of hashes) {
      const cause = `The signature is that of HMAC-${hash.toUpperCase()}, not ${options.hash.toUpperCase()}.`
      add(prefix + bare, cause, 'Computed that way it matches.', hmac({ ...options, hash }))
    }
  } else if (prefix === '' && bare !== value) {
    add(
      bare,
      'The signature has a prefix that the scheme does not write.',
      'Without it the signature matches.',
    )
  }
  return trials
}

/** The two spellings of one scheme are mistaken for each other even where no other scheme is given. */
function isStandard({ name }: Scheme): boolean {
  return name === standardWebhooks.name || name === svix.name
}

/** The scheme with one thing changed, and the other schemes that are given. */
export function schemeTrials(
  scheme: Scheme,
  others: readonly Scheme[],
  headers: Readonly<Record<string, string>>,
): readonly SchemeTrial[] {
  const trials = scheme.proof.hmac === undefined ? [] : neighbors(scheme.proof.hmac, headers)
  const known = isStandard(scheme) ? [standardWebhooks, svix, ...others] : others
  for (const other of known) {
    if (other.name === scheme.name || !other.proof.headers.some((name) => name in headers)) continue
    const cause = `The message is signed as ${other.title} signs, not as ${scheme.title}.`
    const fix = `Use the scheme ${other.name}.`
    trials.push({ scheme: other, cause, evidence: `With the scheme ${other.name} it matches.`, fix })
  }
  return trials
}
