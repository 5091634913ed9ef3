import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { hmacKeyMaterial } from '../keys/shared-secret.ts'
import { toBase64, utf8 } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import { header, type Place } from '../message/place.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import { checkParams } from '../scheme/check-params.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import type { EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { ParamSpec } from '../scheme/param-spec.ts'
import type { CheckContext, CredentialForm, Finding, Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { credentialQuery } from './credential-query.ts'

/** A scheme in which the provider repeats a shared token. */
export interface TokenOptions extends SchemeFacts {
  /** Where it stands. A place with several values, see `each()`, must hold it in all of them. */
  readonly at: Place
  /** What the token follows, such as `Bearer `. */
  readonly prefix?: string
  /** Settings of the receiver that the scheme reads, by name. */
  readonly params?: Readonly<Record<string, ParamSpec>>
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
  return credentialScheme('token', 'shared token', options, { at, prefix, encoding: 'utf8' })
}

/**
 * As `token()`, of the user name and password of HTTP's basic authentication (RFC 7617). The secret is `user:password`.
 *
 * @example
 * const postmark = basic({ name: 'postmark' })
 */
export function basic<Events extends EventMap = EventMap>(options: SchemeFacts): Scheme<Events> {
  return credentialScheme('basic', 'basic credentials', options, {
    at: header('Authorization'),
    prefix: 'Basic ',
    encoding: 'base64',
  })
}

function credentialScheme<Events extends EventMap>(
  kind: 'token' | 'basic',
  algorithm: string,
  options: SchemeFacts & Pick<TokenOptions, 'params'>,
  credential: CredentialForm,
): Scheme<Events> {
  const { at } = credential
  const { params } = options
  const headers = at.headers
  const proof: Proof<Uint8Array> = {
    kind,
    algorithm,
    covers: 'nothing',
    keys: 'secret',
    synchronous: true,
    headers,
    credential,
    ...(params === undefined ? {} : { params, checkParams }),
    readKey: (secret) => credentialBytes(secret, credential),
    check: (message, keys, context) => check(message, keys, context, credential),
  }
  return defineScheme<Events>(proof, {
    ...options,
    dedupeBytes: hashedBody,
    credentials: [...headers, ...(options.credentials ?? [])],
    ...(at.in === 'found' && at.param !== undefined && { credentialParams: [at.param] }),
    ...credentialQuery(at),
  })
}

/** The bytes of the expected credential. Text is checked as a shared secret is: clean, and no key of another kind. */
function credentialBytes(secret: SecretMaterial, { encoding }: CredentialForm): Uint8Array {
  const bytes = hmacKeyMaterial(secret, { encoding: 'utf8' })
  if (encoding === 'utf8') return new Uint8Array(bytes)
  // Else a user name alone would be taken for the whole, and its empty password for none.
  if (!bytes.includes(0x3a))
    throw new WebhookError('ERR_SECRET_MALFORMED', {
      detail: 'Give the user name, a colon and the password.',
    })
  return utf8(toBase64(bytes))
}

/** HTTP's names of authentication schemes are in either case (RFC 9110 section 11.1); a prefix of the provider's is not. */
function follows(value: string, { prefix, encoding }: CredentialForm): boolean {
  if (encoding === 'utf8') return value.startsWith(prefix)
  return value.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase()
}

/**
 * Tokens are compared by their hashes: equal length for any input, so that neither the token's length nor its
 * beginning shows in the time taken.
 */
function check(
  message: Message,
  keys: readonly Uint8Array[],
  { platform }: CheckContext,
  form: CredentialForm,
): Finding | Promise<Finding> {
  const values = form.at.find(message)
  if (values?.length === 0 || values?.[0] === '') throw refusal('ERR_CREDENTIAL_MISSING')
  // A header that is there twice is no credential; a value in each element of a list is.
  const several = form.at.in === 'found' && form.at.inBody === true
  if (values === undefined || (values.length > 1 && !several)) throw refusal('ERR_CREDENTIAL_MISMATCH')
  // All of several: what is repeated is written once.
  const [value = '', ...others] = new Set(values)
  if (others.length > 0 || !follows(value, form)) throw refusal('ERR_CREDENTIAL_MISMATCH')
  const given = utf8(value.slice(form.prefix.length))
  if (given.length === 0) throw refusal('ERR_CREDENTIAL_MISSING')
  const hashes = [given, ...keys].map((bytes) => platform.hash('sha256', [bytes], 'hex'))
  const judge = ([actual = '', ...expected]: readonly string[]): Finding => {
    const key = expected.findIndex((one) => platform.equal(one, actual))
    if (key < 0) throw refusal('ERR_CREDENTIAL_MISMATCH')
    return { key }
  }
  return hashes.every((hash) => typeof hash === 'string') ? judge(hashes) : Promise.all(hashes).then(judge)
}
