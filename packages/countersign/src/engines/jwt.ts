import { refusal } from '../errors/refusal.ts'
import { decoded, strictText } from '../message/encoding.ts'
import { judgeClock } from '../message/judge-clock.ts'
import type { Message } from '../message/message.ts'
import { looked } from '../message/place.ts'
import type { Platform } from '../platform/platform.ts'
import { checkParams } from '../scheme/check-params.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { Jws } from '../scheme/jws.ts'
import type { Claims, JwtOptions } from '../scheme/jwt-options.ts'
import { textOf } from '../scheme/param-text.ts'
import type { CheckContext, Finding, Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { withKeyPairs } from '../scheme/with-key-pairs.ts'
import { credentialHeaders } from './credential-headers.ts'
import { credentialQuery } from './credential-query.ts'
import { areHashes, type JwsKeys, readJwsKeys, resolvedKeys, signedBy } from './jws/jws-keys.ts'
import { jsonPart, readJws } from './jws/read-jws.ts'
import { readableKeyForm } from './readable-key-form.ts'

/**
 * A scheme with a JSON Web Token that holds the body's hash, or nothing of it: Plaid, Netlify, monday.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the algorithms are of both kinds
 *
 * @example
 * const netlify = jwt({
 *   name: 'netlify', at: header('X-Webhook-Signature'), algorithms: ['HS256'],
 *   claims: { iss: 'netlify' },
 *   bodyHash: { claim: 'sha256', hash: 'sha256', encoding: 'hex' },
 * })
 */
export function jwt<Events extends EventMap = EventMap>(options: JwtOptions): Scheme<Events> {
  const { at, algorithms, key, keySource, bodyHash, params, issuedWithinSeconds, expires, covers } = options
  const secret = areHashes(algorithms)
  const place = at === 'body' ? undefined : at
  const headers = place?.headers ?? []
  const whole = bodyHash !== undefined || place === undefined
  const proof: Proof<JwsKeys> = {
    kind: 'jwt',
    algorithm: `JWT, ${algorithms.join(' or ')}`,
    covers: covers ?? (whole ? 'body' : 'fields'),
    keys: secret ? 'secret' : keySource === undefined ? 'public' : 'resolved',
    ...(keySource === undefined ? {} : { keySource }),
    headers,
    synchronous: keySource === undefined,
    ...(params === undefined ? {} : { params, checkParams }),
    ...(issuedWithinSeconds === undefined ? {} : { toleranceSeconds: issuedWithinSeconds }),
    judgeClock,
    ...(expires === true ? { expires } : {}),
    jwt: options,
    readKey: (given, platform) => readJwsKeys(given, algorithms, platform, key && readableKeyForm(key)),
    check: (message, keys, context) => check(message, keys, context, options),
  }
  return defineScheme<Events>(withKeyPairs(proof), {
    ...options,
    dedupeBytes: hashedBody,
    credentials: [...credentialHeaders(headers), ...(options.credentials ?? [])],
    // A token in an address is a credential under any name, as one in `Authorization` is.
    ...(place && credentialQuery(place)),
  })
}

function tokenOf(message: Message, { at, prefix = '' }: JwtOptions): string {
  if (at === 'body') {
    try {
      return strictText(message.body)
    } catch {
      throw refusal('ERR_SIGNATURE_MALFORMED')
    }
  }
  const values = at.find(message)
  const [value] = values ?? []
  if (values?.length === 0 || value === '') throw refusal('ERR_SIGNATURE_MISSING', looked(at))
  // RFC 9110 section 11.1: names of authentication schemes are in either case.
  const fits = value?.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase()
  if (value === undefined || values?.length !== 1 || !fits) throw refusal('ERR_SIGNATURE_MALFORMED')
  return value.slice(prefix.length)
}

function check(
  message: Message,
  given: readonly JwsKeys[],
  context: CheckContext,
  options: JwtOptions,
): Eventually<Finding> {
  const { algorithms, keySource } = options
  const jws = readJws(tokenOf(message, options), algorithms)
  const { kid } = jws
  const verified = (keys: readonly JwsKeys[]): Eventually<Finding> => {
    const parts = [`${jws.encodedHeader}.${jws.encodedPayload}`]
    const key = signedBy(jws, keys, parts, context.platform)
    return isLater(key)
      ? key.then((index) => believed(jws, index, message, context, options))
      : believed(jws, key, message, context, options)
  }
  // Keys that are given are used in place of those that a message names.
  if (given.length > 0 || keySource === undefined) return verified(given)
  const url = options.keysAt === undefined ? undefined : textOf(options.keysAt, message)
  const wanted = { ...(kid === undefined ? {} : { id: kid }), ...(url === undefined ? {} : { url }) }
  return resolvedKeys(wanted, algorithms, context).then(verified)
}

/** The claims of a token whose signature is good. */
function believed(
  { encodedPayload }: Jws,
  key: number,
  message: Message,
  { platform, now }: CheckContext,
  options: JwtOptions,
): Eventually<Finding> {
  const claims = jsonPart(encodedPayload)
  if (claims === undefined) throw refusal('ERR_SIGNATURE_MALFORMED', 'Its payload is no JSON object.')
  const finding = { key, signedAt: clock(claims, now, options), id: idOf(claims, options) }
  for (const [name, wanted] of Object.entries(options.claims ?? {})) {
    if (!holds(claims, name, typeof wanted === 'boolean' ? wanted : textOf(wanted, message)))
      throw refusal('ERR_SIGNATURE_MISMATCH', `Its claim ${name} says something else.`)
  }
  const answers = [
    agreesWithBody(claims, message, platform, options),
    options.agrees?.(claims, message, platform) ?? true,
  ]
  const judge = (all: readonly boolean[]): Finding => {
    if (!all.every((one) => one === true))
      throw refusal('ERR_SIGNATURE_MISMATCH', 'The token is of another message.')
    return finding
  }
  return answers.every((answer) => typeof answer === 'boolean')
    ? judge(answers)
    : Promise.all(answers).then(judge)
}

function idOf(claims: Claims, { id }: JwtOptions): string | undefined {
  const value = id === undefined ? undefined : claimIn(claims, id)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A claim of the token's own. */
function claimIn(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined
}

/** Whether a claim says what is wanted. */
export function holds(claims: Claims, name: string, wanted: string | boolean): boolean {
  const value = claimIn(claims, name)
  // RFC 7519 section 4.1.3: the audience is one, or a list in which it is to be found.
  return value === wanted || (name === 'aud' && Array.isArray(value) && value.includes(wanted))
}

/** A NumericDate in milliseconds; `undefined` where there is none. */
function dateOf(claims: Claims, name: string): number | undefined {
  const value = claimIn(claims, name)
  if (value === undefined) return undefined
  if (typeof value !== 'number' || value < 0 || value > 1e11)
    throw refusal('ERR_TIMESTAMP_MALFORMED', `The claim ${name} is no time.`)
  return value * 1000
}

/** Judges `exp` and `nbf`; answers `iat` where it is the timestamp. */
function clock(claims: Claims, now: number, options: JwtOptions): number | undefined {
  const leeway = (options.leewaySeconds ?? 0) * 1000
  const [expires, notBefore, issued] = [dateOf(claims, 'exp'), dateOf(claims, 'nbf'), dateOf(claims, 'iat')]
  if (options.expires === true && expires === undefined)
    throw refusal('ERR_TIMESTAMP_MISSING', 'There is no exp.')
  if (expires !== undefined && now >= expires + leeway) throw refusal('ERR_TIMESTAMP_TOO_OLD')
  if (notBefore !== undefined && now < notBefore - leeway) throw refusal('ERR_TIMESTAMP_TOO_NEW')
  if (options.issuedWithinSeconds === undefined) return undefined
  if (issued === undefined) throw refusal('ERR_TIMESTAMP_MISSING', 'There is no iat.')
  return issued
}

function agreesWithBody(
  claims: Claims,
  message: Message,
  platform: Platform,
  { bodyHash }: JwtOptions,
): Eventually<boolean> {
  if (bodyHash === undefined) return true
  const { claim, hash, encoding } = bodyHash
  const value = claimIn(claims, claim)
  if (typeof value !== 'string') return false
  const bare = encoding === 'base64url' ? value.replace(/=+$/, '') : value
  const said = decoded(bare, encoding) === undefined ? '' : bare
  const made = platform.hash(hash, [message.body], encoding)
  return typeof made === 'string'
    ? platform.equal(made, said)
    : made.then((text) => platform.equal(text, said))
}
