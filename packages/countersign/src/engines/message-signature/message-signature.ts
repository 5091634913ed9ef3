import { refusal } from '../../errors/refusal.ts'
import { WebhookError } from '../../errors/webhook-error.ts'
import { readPublicKey } from '../../keys/public-key.ts'
import { hmacKeyOf } from '../../keys/shared-secret.ts'
import { decoded } from '../../message/encoding.ts'
import { judgeClock } from '../../message/judge-clock.ts'
import type { Message } from '../../message/message.ts'
import { signatureForms } from '../../platform/algorithms.ts'
import type { HmacKey, Platform, PublicKey, SecretMaterial } from '../../platform/platform.ts'
import { hashedBody } from '../../scheme/dedupe-bytes.ts'
import { defineScheme } from '../../scheme/define-scheme.ts'
import { type Eventually, isLater } from '../../scheme/eventually.ts'
import type { EventMap } from '../../scheme/facts.ts'
import type { MessageAlgorithm, MessageSignatureOptions } from '../../scheme/message-signature-options.ts'
import type { CheckContext, Finding, Proof } from '../../scheme/proof.ts'
import type { Scheme } from '../../scheme/scheme.ts'
import { withKeyPairs } from '../../scheme/with-key-pairs.ts'
import { algorithms, isKeyText } from './message-algorithms.ts'
import { signatureBase } from './signature-base.ts'
import { readBytes, readSignatureInput, type SignatureInput } from './signature-input.ts'

/** A key with the algorithm that it is for. */
interface Key {
  readonly name: MessageAlgorithm
  readonly key: HmacKey | PublicKey
}

const maxDigests = 4

/**
 * A scheme with HTTP Message Signatures (RFC 9421). The body is protected where `content-digest` (RFC 9530) is covered and
 * is the body's: the event is `verified` then, else `authenticated`.
 *
 * @example
 * const acme = messageSignature({ name: 'acme', algorithms: ['ed25519'], must: ['@method', 'content-digest'] })
 */
export function messageSignature<Events extends EventMap = EventMap>(
  options: MessageSignatureOptions,
): Scheme<Events> {
  const { algorithms: taken, createdWithinSeconds, must = [] } = options
  const proof: Proof<readonly Key[]> = {
    kind: 'message-signature',
    algorithm: `HTTP Message Signatures, ${taken.join(' or ')}`,
    covers: must.includes('content-digest') ? 'body' : 'fields',
    keys: taken.every((one) => one === 'hmac-sha256') ? 'secret' : 'public',
    headers: ['signature-input', 'signature', 'content-digest'],
    synchronous: true,
    ...(createdWithinSeconds === undefined ? {} : { toleranceSeconds: createdWithinSeconds }),
    judgeClock,
    messageSignature: options,
    readKey: (secret, platform) => readKeys(secret, taken, platform),
    check: (message, keys, context) => check(message, keys, context, options),
  }
  return defineScheme<Events>(withKeyPairs(proof), { ...options, dedupeBytes: hashedBody })
}

function readKeys(
  secret: SecretMaterial,
  taken: readonly MessageAlgorithm[],
  platform: Platform,
): readonly Key[] {
  let why: unknown
  const keys = taken.flatMap((name): Key[] => {
    const algorithm = algorithms[name]
    try {
      // Bytes are a shared secret.
      if (algorithm !== 'hmac' && algorithm !== undefined)
        return secret instanceof Uint8Array ? [] : [{ name, key: readPublicKey(secret, algorithm, platform) }]
      if (isKeyText(secret))
        throw new WebhookError('ERR_SECRET_MALFORMED', {
          detail:
            'It may be a public key, which is no shared secret; give the secret as bytes where it is one.',
        })
      return [{ name, key: hmacKeyOf(secret, { encoding: 'utf8' }, 'sha256', platform) }]
    } catch (error) {
      why ??= error
      return []
    }
  })
  if (keys.length === 0) throw why ?? new WebhookError('ERR_SECRET_MALFORMED')
  return keys
}

function only(message: Message, name: string): string | undefined {
  const values = message.headerValues(name)
  return values.length === 0 ? undefined : values.join(', ')
}

function check(
  message: Message,
  keys: readonly (readonly Key[])[],
  context: CheckContext,
  options: MessageSignatureOptions,
): Eventually<Finding> {
  const [inputText, signatureText] = [only(message, 'signature-input'), only(message, 'signature')]
  if (inputText === undefined || signatureText === undefined) throw refusal('ERR_SIGNATURE_MISSING')
  const inputs = readSignatureInput(inputText)
  const signatures = readBytes(signatureText)
  if (inputs === undefined || signatures === undefined) throw refusal('ERR_SIGNATURE_MALFORMED')
  const from = (at: number, best: unknown): Eventually<Finding> => {
    const input = inputs[at]
    if (input === undefined) throw best
    const failed = (error: unknown): Eventually<Finding> => from(at + 1, error)
    try {
      const found = checkOne(input, signatures.get(input.label), message, keys, context, options)
      return isLater(found) ? found.catch(failed) : found
    } catch (error) {
      return failed(error)
    }
  }
  return from(0, undefined)
}

function timeOf({ params }: SignatureInput, name: 'created' | 'expires'): number | undefined {
  const value = params[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || value < 0 || value > 1e11)
    throw refusal('ERR_TIMESTAMP_MALFORMED', `The parameter ${name} is no time.`)
  return value * 1000
}

function checkOne(
  input: SignatureInput,
  base64: string | undefined,
  message: Message,
  keys: readonly (readonly Key[])[],
  { platform, now }: CheckContext,
  { algorithms: taken, must = [], createdWithinSeconds }: MessageSignatureOptions,
): Eventually<Finding> {
  const signature = base64 === undefined ? undefined : decoded(base64, 'base64')
  if (base64 === undefined || signature === undefined || signature.length === 0)
    throw refusal('ERR_SIGNATURE_MALFORMED', 'A signature is absent or no base64.')
  const covered = input.components
    .filter(({ params }) => Object.keys(params).length === 0)
    .map(({ name }) => name)
  if (!must.every((name) => covered.includes(name)))
    throw refusal('ERR_SIGNATURE_MALFORMED', `It must cover ${must.join(', ')}.`)
  const { alg } = input.params
  if (alg !== undefined && !taken.some((name) => name === alg))
    throw refusal('ERR_SIGNATURE_MALFORMED', 'It is by another algorithm.')
  const [created, expires] = [timeOf(input, 'created'), timeOf(input, 'expires')]
  if (createdWithinSeconds !== undefined && created === undefined) throw refusal('ERR_TIMESTAMP_MISSING')
  const base = signatureBase(input, message)
  if (base === undefined) throw refusal('ERR_CONTENT_MALFORMED', 'What it covers is not in the message.')
  const tried = keys.flatMap((list, index) =>
    list
      .filter(({ name }) => alg === undefined || alg === name)
      .map(({ name, key }) => ({ name, key, index })),
  )
  const answers = tried.map(({ name, key }) => isSigned(platform, name, key, base, base64, signature))
  const whole = covered.includes('content-digest')
  const digests = whole ? digestsAgree(message, platform) : true
  const judge = ([agrees, ...valid]: readonly boolean[]): Finding => {
    const at = valid.indexOf(true)
    if (at < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
    if (agrees !== true) throw refusal('ERR_SIGNATURE_MISMATCH', 'The digest is of another body.')
    if (expires !== undefined && now > expires) throw refusal('ERR_TIMESTAMP_TOO_OLD')
    return { key: tried[at]?.index ?? 0, signedAt: created, verdict: whole ? 'verified' : 'authenticated' }
  }
  const all = [digests, ...answers]
  return all.every((one) => typeof one === 'boolean') ? judge(all) : Promise.all(all).then(judge)
}

function isSigned(
  platform: Platform,
  name: MessageAlgorithm,
  key: HmacKey | PublicKey,
  base: string,
  base64: string,
  signature: Uint8Array,
): Eventually<boolean> {
  const algorithm = algorithms[name]
  if (algorithm === 'hmac' || algorithm === undefined) {
    const digest = platform.hmac('sha256', key, [base], 'base64')
    return typeof digest === 'string'
      ? platform.equal(digest, base64)
      : digest.then((text) => platform.equal(text, base64))
  }
  // Of ECDSA r and s in fixed length, section 3.3.4.
  const { bytes } = signatureForms[algorithm]
  if (bytes !== undefined && signature.length !== bytes) return false
  const valid = platform.verify(algorithm, key, [base], signature)
  // On the web only now is it seen of which algorithm a key is; another may be its own.
  return typeof valid === 'boolean' ? valid : valid.catch(() => false)
}

/** Whether every digest whose hash is known is the body's, and there is one. */
function digestsAgree(message: Message, platform: Platform): Eventually<boolean> {
  const given = readBytes(only(message, 'content-digest') ?? '')
  if (given === undefined || given.size > maxDigests) return false
  const answers = (['sha-256', 'sha-512'] as const).flatMap((name): Eventually<boolean>[] => {
    const wanted = given.get(name)
    if (wanted === undefined) return []
    const made = platform.hash(name === 'sha-256' ? 'sha256' : 'sha512', [message.body], 'base64')
    return [
      typeof made === 'string'
        ? platform.equal(made, wanted)
        : made.then((text) => platform.equal(text, wanted)),
    ]
  })
  const judge = (all: readonly boolean[]): boolean => all.length > 0 && all.every((one) => one)
  return answers.every((one) => typeof one === 'boolean') ? judge(answers) : Promise.all(answers).then(judge)
}
