import { platform } from '#platform'
import { WebhookError } from '../errors/webhook-error.ts'
import { isLive, readSecrets, type Secrets } from '../keys/secret.ts'
import { bodyBytes } from '../message/body.ts'
import type { Bytes } from '../message/bytes.ts'
import type { RawInput } from '../message/input.ts'
import type { Message } from '../message/message.ts'
import { findOne } from '../message/place.ts'
import { Received } from '../message/received.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type { HandshakeRule, HandshakeSame } from '../scheme/handshake.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { challengeOf } from './handshake/challenge.ts'
import { holds } from './handshake/holds.ts'
import { bodyOf, headersOf } from './handshake/reply.ts'
import { unsealed } from './handshake/unsealed.ts'
import { visitOf } from './handshake/visit.ts'

/** A handshake is short: nothing longer is parsed for the sake of one. In bytes. */
const longestHandshake = 16_384

/** What is known of a request that may be a handshake. */
export interface HandshakeContext {
  /** Whether its signature has been verified. */
  readonly verified: boolean
  /** Whether it has been taken in as an event: then what the provider wants in answer to that. Default: false. */
  readonly accepted?: boolean
  /** The source's settings, such as Meta's verify token. */
  readonly params?: Readonly<Record<string, string>>
  /** The source's secrets, for answers that prove possession of them. */
  readonly secrets?: Secrets
  /** The URL as registered at the provider, for answers that contain it. */
  readonly publicUrl?: string | URL
  /** Default: now. */
  readonly now?: Date
}

/** What to answer. */
export interface HandshakeAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Bytes
  /** The secret that the request sets; the caller decides whether it may, see `HandshakeRule.setsSecret`. */
  readonly secret?: string
  /** An address to be fetched first, by GET, without following redirects; where that fails, this is no answer. */
  readonly visit?: string
}

function same(message: Message, { at, param, optional }: HandshakeSame, context: HandshakeContext): boolean {
  const { params = {} } = context
  const expected = Object.hasOwn(params, param) ? params[param] : undefined
  // A setting that is missing or empty would be matched by an empty parameter.
  if (expected === undefined || expected === '') return optional === true
  const found = findOne(message, at)
  return found !== undefined && platform.equal(found, expected)
}

function trusted(message: Message, { trust }: HandshakeRule, context: HandshakeContext): boolean {
  if (trust.by === 'nothing') return true
  if (trust.by === 'param') return same(message, trust, context)
  return context.verified && (trust.same === undefined || same(message, trust.same, context))
}

/** The newest live secret's text or bytes. */
function liveSecret(scheme: Scheme, { secrets, now = new Date() }: HandshakeContext): SecretMaterial {
  const keys = readSecrets(secrets, scheme, platform)
  const given = [secrets].flat()[keys.findIndex((key) => isLive(key, now.getTime()))]
  if (given === undefined) throw new WebhookError('ERR_SECRET_INACTIVE')
  return typeof given === 'object' && 'value' in given ? given.value : given
}

async function answerBy(
  rule: HandshakeRule,
  received: Message,
  scheme: Scheme,
  context: HandshakeContext,
): Promise<HandshakeAnswer | undefined> {
  const secret = (): SecretMaterial => liveSecret(scheme, context)
  const { sealed, when, challenge, visits, reply, setsSecret } = rule
  // Neither is a body deciphered, nor a secret asked for, that is not there.
  if (sealed !== undefined && (context.secrets === undefined || findOne(received, sealed.at) === undefined))
    return undefined
  const message = sealed === undefined ? received : await unsealed(received, sealed.at, secret())
  if (message === undefined || !holds(message, when) || !trusted(message, rule, context)) return undefined
  const text = challenge === undefined ? '' : challengeOf(message, challenge)
  if (text === undefined) return undefined
  const visit = visits === undefined ? undefined : visitOf(message, visits)
  if (visits !== undefined && visit === undefined) return undefined
  const { params = {}, publicUrl } = context
  const url = publicUrl === undefined ? undefined : String(publicUrl)
  return {
    status: reply.status,
    headers: headersOf(reply, text),
    body: await bodyOf(reply, { challenge: text, params, url, secret }),
    ...(setsSecret === undefined ? {} : { secret: text }),
    ...(visit === undefined ? {} : { visit }),
  }
}

/**
 * The answer that a provider wants to a handshake, or `undefined` where the request is none or may not have one.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY where the answer needs a secret
 * @throws {WebhookError} ERR_SECRET_MALFORMED where the answer needs a secret
 * @throws {WebhookError} ERR_SECRET_INACTIVE where the answer needs a secret
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the answer needs a param
 * @throws {WebhookError} ERR_URL_MISSING where the answer needs `publicUrl`
 * @throws {WebhookError} ERR_BODY_CONSUMED
 * @throws {WebhookError} ERR_INPUT_INVALID where a header is neither text nor a list of texts
 *
 * @example
 * const answer = await answerHandshake(slack, { headers, body, method: 'POST' }, { verified: true })
 */
export async function answerHandshake(
  scheme: Scheme,
  request: RawInput,
  context: HandshakeContext,
): Promise<HandshakeAnswer | undefined> {
  const { headers, url } = request
  const method = (request.method ?? 'POST').toUpperCase()
  // Before the body is parsed: requests cost nothing where none of them could have an answer.
  const rules = (scheme.handshake ?? []).filter(
    ({ when, trust, event = false }) =>
      when.method === method &&
      event === (context.accepted ?? false) &&
      (context.verified || trust.by !== 'signature'),
  )
  if (rules.length === 0) return undefined
  const body = bodyBytes(request, Number.POSITIVE_INFINITY)
  if (body.length > longestHandshake && context.accepted !== true) return undefined
  const message = new Received(headers, body, method, url === undefined ? undefined : String(url))
  for (const rule of rules) {
    const answer = await answerBy(rule, message, scheme, context)
    if (answer !== undefined) return answer
  }
  return undefined
}
