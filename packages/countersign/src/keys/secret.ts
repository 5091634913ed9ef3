import { statusOf } from '../errors/error-status.ts'
import { detailOf, WebhookError } from '../errors/webhook-error.ts'
import { keyBytes } from '../platform/key-bytes.ts'
import type { CryptoKeyLike, Platform, SecretMaterial } from '../platform/platform.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A secret with a name and a time in which it is valid; several may be live at once, for rotation. */
export interface Secret {
  readonly value: SecretMaterial
  /** How events and errors name it. Default: its position, `1` for the first. */
  readonly id?: string
  /** Not used before this moment. */
  readonly notBefore?: Date
  /** Not used from this moment on. */
  readonly expiresAt?: Date
}

/**
 * What may be given as `secrets`. `undefined` is in the type so that `process.env.X` can be passed; it is
 * refused with ERR_SECRET_EMPTY when the verifier is built.
 */
export type Secrets = SecretMaterial | Secret | undefined | readonly (SecretMaterial | Secret | undefined)[]

/** Secrets as a list, however they are given. */
export function secretList(secrets: Secrets): readonly (SecretMaterial | Secret | undefined)[] {
  const list: readonly (SecretMaterial | Secret | undefined)[] = Array.isArray(secrets) ? secrets : [secrets]
  return list
}

/** A secret read for one scheme. Times in milliseconds since 1970. */
export interface LiveKey {
  readonly id: string
  readonly key: unknown
  readonly notBefore: number
  readonly expiresAt: number
  /** Whether it is a CryptoKey, which can only be awaited. */
  readonly awaited: boolean
}

function isSecret(value: object): value is Secret {
  return 'value' in value && !('algorithm' in value)
}

function moment(date: unknown, otherwise: number, which: string, option: string): number {
  if (date === undefined) return otherwise
  const ms = date instanceof Date ? date.getTime() : Number.NaN
  // An unreadable date must not become a secret without an end.
  if (Number.isNaN(ms))
    throw new WebhookError('ERR_SECRET_MALFORMED', { detail: `${which}: ${option} is no valid Date.` })
  return ms
}

/** Says of which secret an engine complains, and keeps everything else of the error. */
function named(error: unknown, which: string): WebhookError {
  if (!WebhookError.is(error)) {
    // The cause stays out: messages of crypto libraries may quote the key.
    return new WebhookError('ERR_SECRET_MALFORMED', { detail: `${which} could not be read.` })
  }
  const detail = detailOf(error)
  // A secret is wrong on this side. A newer copy of the library may have thrown a code that this one does not have.
  const code = statusOf(error.code) === 500 ? error.code : 'ERR_SECRET_MALFORMED'
  return new WebhookError(code, {
    detail: detail === undefined ? `This is about ${which}.` : `${which}: ${detail}`,
    ...(error.hint === error.code ? {} : { hint: error.hint }),
  })
}

function readSecret(
  given: SecretMaterial | Secret | undefined,
  position: number,
  scheme: Scheme,
  read: (secret: SecretMaterial) => unknown,
): LiveKey {
  const place = `Secret ${position} of ${scheme.name}`
  if (given === undefined || given === null)
    throw new WebhookError('ERR_SECRET_EMPTY', { detail: `${place} is undefined.` })
  const secret: Secret =
    typeof given === 'object' && isSecret(given) ? given : { value: given as SecretMaterial }
  const which = secret.id === undefined ? place : `Secret ${JSON.stringify(secret.id)} of ${scheme.name}`
  const { value } = secret
  if (value === undefined || value === null)
    throw new WebhookError('ERR_SECRET_EMPTY', { detail: `${which} is undefined.` })
  const notBefore = moment(secret.notBefore, Number.NEGATIVE_INFINITY, which, 'notBefore')
  const expiresAt = moment(secret.expiresAt, Number.POSITIVE_INFINITY, which, 'expiresAt')
  try {
    const text = material(value)
    const awaited = typeof text !== 'string' && !(text instanceof Uint8Array)
    const key = read(text)
    return { id: secret.id ?? String(position), key, notBefore, expiresAt, awaited }
  } catch (error) {
    throw named(error, which)
  }
}

function material(value: unknown): SecretMaterial {
  if (typeof value === 'string') {
    // For every engine, whatever it makes of a text: see `keyBytes`.
    if (value.replaceAll('\0', '') === '') throw new WebhookError('ERR_SECRET_EMPTY')
    return value
  }
  if (value instanceof Uint8Array) return keyBytes(value)
  if (value instanceof ArrayBuffer) return keyBytes(new Uint8Array(value))
  if (typeof value === 'object' && value !== null && 'algorithm' in value && 'type' in value)
    return value as CryptoKeyLike
  throw new WebhookError('ERR_SECRET_MALFORMED', {
    hint: 'Give text, bytes, a CryptoKey or { value, id?, notBefore?, expiresAt? }.',
  })
}

/**
 * Reads all secrets of a scheme. Throws ERR_SECRET_EMPTY and ERR_SECRET_MALFORMED, naming the secret by its
 * id or position, never by its value.
 */
export function readSecrets(
  secrets: Secrets,
  scheme: Scheme,
  platform: Platform,
  read = (secret: SecretMaterial): unknown => scheme.proof.readKey(secret, platform),
): readonly LiveKey[] {
  const list = secretList(secrets)
  if (list.length === 0 && scheme.proof.keys !== 'resolved') {
    throw new WebhookError('ERR_SECRET_EMPTY', { detail: `No secret is given for ${scheme.name}.` })
  }
  return list.map((secret, index) => readSecret(secret, index + 1, scheme, read))
}

/** Whether a key is valid at a moment. */
export function isLive(key: LiveKey, now: number): boolean {
  return key.notBefore <= now && now < key.expiresAt
}
