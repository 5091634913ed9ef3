import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { fromBase64, fromHex } from '../message/encoding.ts'
import { findAll } from '../message/find.ts'
import type { Message } from '../message/message.ts'
import { headersOf, type Place } from '../message/place.ts'
import { readTimestamp } from '../message/timestamp.ts'
import type { CryptoKeyLike, PublicKey, SecretMaterial } from '../platform/platform.ts'
import type { Part } from '../scheme/content.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import type { EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { ContentFunction, TimestampForm } from '../scheme/hmac-options.ts'
import type { CheckContext, Finding, Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { checkContent, coversBody } from './content-check.ts'
import { contentMaker } from './signed-content.ts'

/** A scheme signed with a private key of the provider; the public key stands in the secret's place. */
export interface PublicKeyOptions extends SchemeFacts {
  readonly algorithm: 'ed25519'
  readonly signature: Place
  readonly encoding: 'hex' | 'base64'
  /** What is signed, piece by piece: text, the timestamp, the body. */
  readonly content: readonly Part[]
  readonly timestamp?: TimestampForm
}

/** A public key as text: PEM, or hex or base64 of 32 raw bytes or of SPKI DER. */
function keyBytes(secret: SecretMaterial): Uint8Array | CryptoKeyLike {
  if (typeof secret !== 'string') return secret
  const pem = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(secret)
  if (pem === null && secret !== secret.trim()) {
    throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'It has white space around it.' })
  }
  const text = pem?.[1]?.replaceAll(/\s/g, '') ?? secret.replace(/^whpk_/, '')
  const bytes = /^[0-9a-fA-F]{64}$/.test(text) ? fromHex(text) : fromBase64(text)
  if (bytes === undefined || (bytes.length !== 32 && bytes.length !== 44)) {
    throw new WebhookError('ERR_SECRET_MALFORMED', {
      detail: 'It is no Ed25519 public key in hex, base64 or PEM.',
    })
  }
  return bytes
}

/**
 * A scheme signed with Ed25519, such as Discord's.
 *
 * @example
 * const discord = publicKey({
 *   name: 'discord', algorithm: 'ed25519', encoding: 'hex',
 *   signature: header('X-Signature-Ed25519'),
 *   content: [timestamp, body],
 *   timestamp: { at: header('X-Signature-Timestamp'), unit: 'seconds' },
 * })
 */
export function publicKey<Events extends EventMap = EventMap>(options: PublicKeyOptions): Scheme<Events> {
  const { content, timestamp } = options
  checkContent('publicKey()', options, content)
  const maker = contentMaker({ content })
  const proof: Proof<PublicKey> = {
    kind: 'public-key',
    algorithm: `Ed25519, ${options.encoding}`,
    covers: coversBody(content) ? 'body' : 'fields',
    keys: 'public',
    synchronous: true,
    headers: [...new Set([options.signature, ...(timestamp ? [timestamp.at] : [])].flatMap(headersOf))],
    ...(timestamp === undefined ? {} : { toleranceSeconds: timestamp.toleranceSeconds ?? 300 }),
    readKey: (secret, platform) => platform.ed25519Key(keyBytes(secret)),
    check: (message, keys, context) => check(message, keys, context, options, maker),
  }
  return defineScheme<Events>(proof, options)
}

function check(
  message: Message,
  keys: readonly PublicKey[],
  { platform }: CheckContext,
  options: PublicKeyOptions,
  content: ContentFunction,
): Finding | Promise<Finding> {
  const texts = findAll(message, options.signature)
  if (texts?.length === 0) throw refusal('ERR_SIGNATURE_MISSING')
  const [text = '', ...more] = texts ?? []
  const lower = options.encoding === 'base64' || text === text.toLowerCase()
  const signature = options.encoding === 'hex' ? fromHex(text) : fromBase64(text)
  if (more.length > 0 || !lower || signature?.length !== 64) throw refusal('ERR_SIGNATURE_MALFORMED')
  const stamps = options.timestamp === undefined ? [] : findAll(message, options.timestamp.at)
  if (options.timestamp !== undefined && stamps?.length === 0) throw refusal('ERR_TIMESTAMP_MISSING')
  const [stamp = ''] = stamps ?? []
  const signedAt = options.timestamp === undefined ? undefined : readTimestamp(stamp, options.timestamp.unit)
  if (options.timestamp !== undefined && (signedAt === undefined || stamps?.length !== 1)) {
    throw refusal('ERR_TIMESTAMP_MALFORMED')
  }
  const parts = content(message, { timestamp: stamp, id: undefined })
  const answers = keys.map((key) => platform.ed25519Verify(key, parts, signature))
  const judge = (valid: readonly boolean[]): Finding => {
    const key = valid.indexOf(true)
    if (key < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
    return { key, signedAt }
  }
  return answers.every((answer) => typeof answer === 'boolean')
    ? judge(answers)
    : Promise.all(answers).then(judge)
}
