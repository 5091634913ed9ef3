import { statusOf } from '../errors/error-status.ts'
import { fault } from '../errors/fault.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { msOf } from '../message/timestamp.ts'
import { keyBytes } from '../platform/key-bytes.ts'
import type { Platform, SecretMaterial } from '../platform/platform.ts'
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

/** A secret read for one scheme. Times in milliseconds since 1970. */
export interface LiveKey {
  readonly id: string
  readonly key: unknown
  readonly notBefore: number
  readonly expiresAt: number
  /** Whether it is a CryptoKey, which can only be awaited. */
  readonly awaited: boolean
}

function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'value' in value
}

function moment(date: unknown, otherwise: number, option: string): number {
  // An unreadable date must not become a secret without an end.
  return date === undefined ? otherwise : msOf(date, 'ERR_SECRET_MALFORMED', option)
}

/** Says of which secret an engine complains, and keeps everything else of the error. */
function named(error: unknown, which: string): WebhookError {
  // The cause stays out: messages of crypto libraries may quote the key.
  if (!WebhookError.is(error)) return fault('ERR_SECRET_MALFORMED', `${which}.`)
  const { code, detail, hint } = error
  // A secret is wrong on this side. A newer copy of the library may have thrown a code that this one does not have.
  return new WebhookError(statusOf(code) === 500 ? code : 'ERR_SECRET_MALFORMED', {
    detail: which + (detail === undefined ? '.' : `: ${detail}`),
    hint: hint === code ? undefined : hint,
  })
}

function readSecret(
  given: SecretMaterial | Secret | undefined,
  position: string,
  scheme: Scheme,
  read: (secret: SecretMaterial) => unknown,
): LiveKey {
  const secret: Omit<Partial<Secret>, 'value'> & { readonly value: unknown } = isSecret(given)
    ? given
    : { value: given }
  const { id = position } = secret
  try {
    const value = material(secret.value)
    return {
      id,
      key: read(value),
      notBefore: moment(secret.notBefore, Number.NEGATIVE_INFINITY, 'notBefore'),
      expiresAt: moment(secret.expiresAt, Number.POSITIVE_INFINITY, 'expiresAt'),
      awaited: typeof value !== 'string' && !(value instanceof Uint8Array),
    }
  } catch (error) {
    throw named(error, `Secret ${id === position ? id : JSON.stringify(id)} of ${scheme.name}`)
  }
}

function material(value: unknown): SecretMaterial {
  // For every engine, whatever it makes of a text: see `keyBytes`.
  if (value === undefined || value === null || (typeof value === 'string' && /^\0*$/.test(value)))
    throw fault('ERR_SECRET_EMPTY')
  if (value instanceof Uint8Array) return keyBytes(value)
  if (value instanceof ArrayBuffer) return keyBytes(new Uint8Array(value))
  // Which objects are keys is for the engine to say: it alone knows what it reads.
  if (typeof value === 'string' || typeof value === 'object') return value as SecretMaterial
  throw fault('ERR_SECRET_MALFORMED', 'secret-type')
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
  const list = [secrets].flat()
  if (list.length === 0 && scheme.proof.keys !== 'resolved') {
    throw fault('ERR_SECRET_EMPTY', `none-given ${scheme.name}`)
  }
  return list.map((secret, index) => readSecret(secret, String(index + 1), scheme, read))
}

/** Whether a key is valid at a moment. */
export function isLive(key: LiveKey, now: number): boolean {
  return key.notBefore <= now && now < key.expiresAt
}
