import { platform } from '#platform'
import { WebhookError } from '../errors/webhook-error.ts'
import { isLive, readSecrets, type Secrets, secretList } from '../keys/secret.ts'
import { hmacKeyMaterial } from '../keys/shared-secret.ts'
import { bodyBytes } from '../message/body.ts'
import type { Bytes } from '../message/bytes.ts'
import { utf8 } from '../message/encoding.ts'
import { findOne } from '../message/find.ts'
import type { RawInput } from '../message/input.ts'
import type { Message } from '../message/message.ts'
import { Received } from '../message/received.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type {
  HandshakeCondition,
  HandshakeReply,
  HandshakeRule,
  HandshakeValue,
} from '../scheme/handshake.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** What is known of a request that may be a handshake. */
export interface HandshakeContext {
  /** Whether its signature has been verified. */
  readonly verified: boolean
  /** The source's settings, such as Meta's verify token. */
  readonly params?: Readonly<Record<string, string>>
  /** The source's secrets, for answers that prove possession of them. */
  readonly secrets?: Secrets
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
}

function holds(message: Message, { method, holds = [] }: HandshakeCondition): boolean {
  if ((message.method ?? 'POST') !== method) return false
  return holds.every(({ at, value }) => {
    const found = findOne(message, at)
    return value === true ? found !== undefined && found !== '' : found === String(value)
  })
}

function trusted(message: Message, { trust }: HandshakeRule, context: HandshakeContext): boolean {
  if (trust.by === 'nothing') return true
  if (trust.by === 'signature') return context.verified
  const expected = context.params?.[trust.param]
  const found = findOne(message, trust.at)
  // A setting that is missing or empty would be matched by an empty parameter.
  if (expected === undefined || expected === '' || found === undefined) return false
  return platform.equal(found, expected)
}

/** The newest live secret's text or bytes. */
function liveSecret(scheme: Scheme, { secrets, now = new Date() }: HandshakeContext): SecretMaterial {
  const keys = readSecrets(secrets, scheme, platform)
  const given = secretList(secrets)[keys.findIndex((key) => isLive(key, now.getTime()))]
  if (given === undefined) throw new WebhookError('ERR_SECRET_INACTIVE')
  return typeof given === 'object' && 'value' in given ? given.value : given
}

/** A value of the answer; `undefined` where the request does not hold it once: no empty text is signed in its place. */
async function answered(
  value: HandshakeValue,
  message: Message,
  scheme: Scheme,
  context: HandshakeContext,
): Promise<string | number | boolean | undefined> {
  if (typeof value !== 'object') return value
  if ('echo' in value) return findOne(message, value.echo)
  const { hash, encoding, prefix = '' } = value
  const text = findOne(message, value.hmac)
  if (text === undefined) return undefined
  const material = hmacKeyMaterial(liveSecret(scheme, context), { encoding: 'utf8' }, hash)
  const key = platform.hmacKey(hash, material)
  return prefix + (await platform.hmac(hash, key, [text], encoding))
}

async function bodyOf(
  reply: HandshakeReply,
  message: Message,
  scheme: Scheme,
  context: HandshakeContext,
): Promise<Bytes | undefined> {
  const { body } = reply
  if (body === undefined) return new Uint8Array(0)
  if ('same' in body) return new Uint8Array(message.body)
  if ('text' in body) {
    const text = await answered(body.text, message, scheme, context)
    return text === undefined ? undefined : utf8(String(text))
  }
  const fields: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(body.json)) {
    const field = await answered(value, message, scheme, context)
    if (field === undefined) return undefined
    fields[name] = field
  }
  return utf8(JSON.stringify(fields))
}

/** Header values echoed from a stranger must not begin a new line. */
function headersOf(reply: HandshakeReply, message: Message): Record<string, string> | undefined {
  const headers: Record<string, string> = {}
  if (reply.body !== undefined && 'json' in reply.body) headers['content-type'] = 'application/json'
  if (reply.body !== undefined && 'text' in reply.body) {
    headers['content-type'] = 'text/plain; charset=utf-8'
    headers['x-content-type-options'] = 'nosniff'
  }
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    const text = typeof value === 'string' ? value : findOne(message, value.echo)
    if (text === undefined) return undefined
    headers[name.toLowerCase()] = text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 1024)
  }
  return headers
}

/**
 * The answer that a provider wants to a handshake, or `undefined` where the request is none or may not have one.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY where the answer needs a secret
 * @throws {WebhookError} ERR_SECRET_MALFORMED where the answer needs a secret
 * @throws {WebhookError} ERR_SECRET_INACTIVE where the answer needs a secret
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
  if (scheme.handshake === undefined) return undefined
  // Before the body is parsed: strangers' requests cost nothing where none of them could have an answer.
  if (!context.verified && scheme.handshake.every(({ trust }) => trust.by === 'signature')) return undefined
  const { headers, method = 'POST', url } = request
  const body = bodyBytes(request, Number.POSITIVE_INFINITY)
  const message = new Received(
    headers,
    body,
    method.toUpperCase(),
    url === undefined ? undefined : String(url),
  )
  const rule = scheme.handshake.find(({ when }) => holds(message, when))
  if (rule === undefined || !trusted(message, rule, context)) return undefined
  const secret = rule.setsSecret === undefined ? undefined : findOne(message, rule.setsSecret)
  const answerHeaders = headersOf(rule.reply, message)
  const answerBody = await bodyOf(rule.reply, message, scheme, context)
  if (answerHeaders === undefined || answerBody === undefined) return undefined
  return {
    status: rule.reply.status,
    headers: answerHeaders,
    body: answerBody,
    ...(secret === undefined ? {} : { secret }),
  }
}
