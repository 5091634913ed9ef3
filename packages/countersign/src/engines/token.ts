import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { hmacKeyMaterial } from '../keys/shared-secret.ts'
import { utf8 } from '../message/encoding.ts'
import { findAll } from '../message/find.ts'
import type { Message } from '../message/message.ts'
import { headersOf, type Place } from '../message/place.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import type { EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { CheckContext, Finding, Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A scheme in which the provider repeats a shared token. */
export interface TokenOptions extends SchemeFacts {
  readonly at: Place
  /** What the token follows, such as `Bearer `. */
  readonly prefix?: string
}

/**
 * A scheme that proves the sender by a plain token and nothing about the body: its events are
 * `authenticated`, never `verified`.
 *
 * @example
 * const gitlab = token({ name: 'gitlab', at: header('X-Gitlab-Token') })
 */
export function token<Events extends EventMap = EventMap>(options: TokenOptions): Scheme<Events> {
  const { at, prefix = '' } = options
  const headers = headersOf(at)
  const proof: Proof<Uint8Array> = {
    kind: 'token',
    algorithm: 'shared token',
    covers: 'nothing',
    keys: 'secret',
    synchronous: true,
    headers,
    readKey: tokenBytes,
    check: (message, keys, context) => check(message, keys, context, at, prefix),
  }
  return defineScheme<Events>(proof, {
    ...options,
    credentials: [...headers, ...(options.credentials ?? [])],
  })
}

/** The bytes of the expected token. Text is checked as a shared secret is: clean, and no key of another kind. */
function tokenBytes(secret: SecretMaterial): Uint8Array {
  const bytes = hmacKeyMaterial(secret, { encoding: 'utf8' }, 'sha256')
  if (bytes instanceof Uint8Array) return new Uint8Array(bytes)
  throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'A token is text or bytes, not a CryptoKey.' })
}

/**
 * Tokens are compared by their hashes: equal length for any input, so that neither the token's length nor its
 * beginning shows in the time taken.
 */
function check(
  message: Message,
  keys: readonly Uint8Array[],
  { platform }: CheckContext,
  at: Place,
  prefix: string,
): Finding | Promise<Finding> {
  const values = findAll(message, at)
  const [value] = values ?? []
  if (values?.length === 0 || value === '') throw refusal('ERR_CREDENTIAL_MISSING')
  if (value === undefined || values?.length !== 1 || !value.startsWith(prefix)) {
    throw refusal('ERR_CREDENTIAL_MISMATCH')
  }
  const given = utf8(value.slice(prefix.length))
  if (given.length === 0) throw refusal('ERR_CREDENTIAL_MISSING')
  const hashes = [given, ...keys].map((bytes) => platform.hash('sha256', [bytes], 'hex'))
  const judge = ([actual = '', ...expected]: readonly string[]): Finding => {
    const key = expected.findIndex((one) => platform.equal(one, actual))
    if (key < 0) throw refusal('ERR_CREDENTIAL_MISMATCH')
    return { key }
  }
  return hashes.every((hash) => typeof hash === 'string') ? judge(hashes) : Promise.all(hashes).then(judge)
}
