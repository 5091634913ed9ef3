import { platform } from '#platform'
import { WebhookError } from './errors/webhook-error.ts'
import { contents } from './explain/derive-contents.ts'
import { keyCandidates } from './explain/derive-keys.ts'
import { placedValues, type SignatureCandidate, signatureCandidates } from './explain/derive-signatures.ts'
import { tokens } from './explain/derive-tokens.ts'
import type { DerivedPart, DerivedPlace, DerivedScheme } from './explain/derived-scheme.ts'
import { bodyBytes, defaultMaxBytes } from './message/body.ts'
import { plainHeaders } from './message/headers.ts'
import type { RawInput } from './message/input.ts'

export type { DerivedPart, DerivedPlace, DerivedScheme }

/** What was found. */
export interface Derivation {
  /** Tokens that are the secret itself, then constructions that give a signature of the message, the most usual first, five at most. */
  readonly schemes: readonly DerivedScheme[]
  /** How many digests were computed. */
  readonly tried: number
  /** Whether all that is known was tried; false where the body was too large for all. */
  readonly complete: boolean
}

/** Options of `derive`. */
export interface DeriveOptions {
  /** The secret as the provider shows it. */
  readonly secret: string
  /** What the scheme is called. Default: `own`. */
  readonly name?: string
  /** How many bytes are hashed at most. Default: 512 MiB, about a second. */
  readonly maxHashedBytes?: number
}

const mostFound = 5

/**
 * Finds which keyed hash gives the signature of a message, or where it repeats the secret: over the headers and the query, hashes, encodings, readings of
 * the secret and the contents that providers sign. For one message, its secret known: what comes out is a suggestion,
 * to be checked with a second message before it is trusted. Bounded in work.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_INPUT_INVALID where there is no message to look at
 * @throws {WebhookError} ERR_BODY_TOO_LARGE beyond 1 MiB
 *
 * @example
 * const { schemes: [found] } = await derive({ headers, body }, { secret: 'the-secret' })
 */
export async function derive(
  input: RawInput,
  { secret, name = 'own', maxHashedBytes = 512 * 1024 * 1024 }: DeriveOptions,
): Promise<Derivation> {
  if (typeof input?.headers !== 'object' || input.headers === null)
    throw new WebhookError('ERR_INPUT_INVALID')
  if (secret.trim() === '') throw new WebhookError('ERR_SECRET_EMPTY')
  const body = bodyBytes(input, defaultMaxBytes)
  const url = input.url === undefined ? undefined : String(input.url)
  const { whole, parts } = placedValues(plainHeaders(input.headers), url)
  const candidates = signatureCandidates(whole, parts)
  const wanted = new Map<string, SignatureCandidate>()
  for (const candidate of candidates) {
    const of = `${candidate.hash} ${candidate.digest}`
    if (!wanted.has(of)) wanted.set(of, candidate)
  }
  const hashes = new Set(candidates.map(({ hash }) => hash))
  const keys = keyCandidates(secret).flatMap(({ bytes, key }) =>
    [...hashes].map((hash) => ({ hash, key, by: platform.hmacKey(hash, bytes) })),
  )
  const signed = new Set(candidates.map(({ place }) => JSON.stringify(place)))
  const values = [...whole, ...parts].filter(({ place }) => !signed.has(JSON.stringify(place)))
  const tags = [...new Set(candidates.map(({ tag }) => tag ?? ''))].filter((tag) => /^v\d/.test(tag))
  const schemes: DerivedScheme[] = tokens(name, secret, whole).slice(0, mostFound)
  if (schemes.length === mostFound) return { schemes, tried: 0, complete: true }
  let tried = 0
  const cost = body.byteLength + 256
  for (const { pieces, ...saying } of contents({
    ...{ body, url, values, tags },
    method: (input.method ?? 'POST').toUpperCase(),
  })) {
    for (const { hash, key, by } of keys) {
      if ((tried + 1) * cost > maxHashedBytes) return { schemes, tried, complete: false }
      tried += 1
      // Whoever asks has the secret: there is nobody from whom the time of this look would hide anything.
      const found = wanted.get(`${hash} ${await platform.hmac(hash, by, pieces, 'hex')}`)
      if (found === undefined) continue
      const { place: signature, prefix, encoding } = found
      const read = { ...(prefix !== '' && { prefix }), ...(key !== undefined && { key }) }
      schemes.push({ kind: 'hmac', name, hash, encoding, signature, ...read, ...saying })
      if (schemes.length === mostFound) return { schemes, tried, complete: true }
    }
  }
  return { schemes, tried, complete: true }
}
