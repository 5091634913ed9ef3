import { WebhookError } from './errors/webhook-error.ts'
import type { RawInput } from './message/input.ts'
import type { SecretMaterial } from './platform/platform.ts'
import type { Scheme } from './scheme/scheme.ts'
import type { WebhookEvent } from './verify/event.ts'
import { createVerifier, type Verifier } from './verify/verifier.ts'

/** One signature test vector, the same for every language. */
export interface Vector {
  readonly id: string
  readonly scheme: string
  readonly expect: 'valid' | 'invalid'
  readonly description?: string
  /** A shared secret as text, or as base64 of its bytes, or a public key. */
  readonly secret?: string
  readonly secretBase64?: string
  readonly secondarySecret?: string
  readonly publicKey?: string
  readonly publicKeyFormat?: string
  /** Settings of the receiver, given to schemes that ask for a param of the same name. */
  readonly keyId?: string
  readonly webhookId?: string
  readonly tokenHeader?: string
  readonly timestampHeader?: string
  readonly method?: string
  readonly url?: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly bodyBase64?: string
  /** Seconds since 1970; null where the scheme has no clock, or no time is to decide. */
  readonly now?: number | null
  /** The code of the refusal, where the vector is about it. */
  readonly code?: string
  /** Of a valid one, where the vector is about it: what the event is, in the provider's word. */
  readonly type?: string
  /** Likewise the provider's id of the event. */
  readonly eventId?: string
}

/** What became of a run. */
export interface VectorReport {
  readonly passed: number
  readonly failed: readonly { readonly id: string; readonly reason: string }[]
}

/** Builds verifiers for a run; by default `createVerifier`. */
export type VerifierFactory = typeof createVerifier

/** Vectors are trusted files, their base64 is plain. */
function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** The secrets of a vector as `verify` takes them. */
export function vectorSecrets(vector: Vector): readonly SecretMaterial[] {
  const first =
    vector.secretBase64 === undefined ? (vector.secret ?? vector.publicKey) : bytesOf(vector.secretBase64)
  return [first, vector.secondarySecret].filter((secret) => secret !== undefined)
}

/** The settings of a vector that its scheme asks for; an audience is the vector's URL. */
export function vectorParams(vector: Vector, scheme: Scheme): Readonly<Record<string, string>> {
  const { keyId, webhookId, tokenHeader, timestampHeader, url } = vector
  const known = { keyId, webhookId, tokenHeader, timestampHeader, audience: url }
  const asked = Object.keys(scheme.proof.params ?? {})
  return Object.fromEntries(
    Object.entries(known).filter(
      (entry): entry is [string, string] => asked.includes(entry[0]) && entry[1] !== undefined,
    ),
  )
}

/** The message of a vector as `verify` takes it. */
export function vectorInput(vector: Vector): RawInput {
  const { method, url, headers } = vector
  return {
    method,
    url,
    headers,
    body: vector.bodyBase64 === undefined ? (vector.body ?? '') : bytesOf(vector.bodyBase64),
  }
}

/** Without a clock no time decides, whatever the scheme's tolerance. */
function timeless({ now }: Vector, { proof }: Scheme): { readonly toleranceSeconds?: number } {
  const judged = typeof now !== 'number' && proof.toleranceSeconds !== undefined
  return judged ? { toleranceSeconds: Number.MAX_SAFE_INTEGER } : {}
}

/** Why a vector fails; `undefined` where it passes. */
async function failure(
  vector: Vector,
  scheme: Scheme | undefined,
  build: VerifierFactory,
): Promise<string | undefined> {
  if (scheme === undefined) return `the scheme ${vector.scheme} is not built`
  let verifier: Verifier
  try {
    verifier = build({
      scheme,
      secrets: vectorSecrets(vector),
      publicUrl: vector.url,
      params: vectorParams(vector, scheme),
      ...timeless(vector, scheme),
    })
  } catch (error) {
    return judged(vector, error)
  }
  const at = typeof vector.now === 'number' ? { now: new Date(vector.now * 1000) } : {}
  const result = await verifier.safeVerify(vectorInput(vector), at)
  if (!result.ok) return judged(vector, result.error)
  return judged(vector, undefined) ?? misnamed(vector, result.event)
}

/** What an event is taken for, where the vector says another thing. */
function misnamed({ type, eventId }: Vector, event: WebhookEvent): string | undefined {
  if (type !== undefined && event.type !== type) return `its type is ${event.type}, not ${type}`
  return eventId === undefined || event.id === eventId ? undefined : `its id is ${event.id}, not ${eventId}`
}

function judged(vector: Vector, error: unknown): string | undefined {
  const code = WebhookError.is(error) ? error.code : error === undefined ? undefined : String(error)
  if (vector.expect === 'valid') return code === undefined ? undefined : `refused with ${code}`
  if (code === undefined) return 'accepted, and should have been refused'
  return vector.code === undefined || vector.code === code
    ? undefined
    : `refused with ${code}, not ${vector.code}`
}

/**
 * Runs signature test vectors through the public API.
 *
 * @param vectors The vectors; one of a scheme that is not among `schemes` counts as failed.
 * @param options The schemes by name, and the verifier to run them through.
 *
 * @example
 * const { passed, failed } = await runVectors(JSON.parse(text), { schemes })
 */
export async function runVectors(
  vectors: readonly Vector[],
  options: { readonly schemes: Readonly<Record<string, Scheme>>; readonly verifier?: VerifierFactory },
): Promise<VectorReport> {
  const failed: { id: string; reason: string }[] = []
  for (const vector of vectors) {
    const scheme = Object.hasOwn(options.schemes, vector.scheme) ? options.schemes[vector.scheme] : undefined
    const reason = await failure(vector, scheme, options.verifier ?? createVerifier)
    if (reason !== undefined) failed.push({ id: vector.id, reason })
  }
  return { passed: vectors.length - failed.length, failed }
}
