import { WebhookError } from '../../errors/webhook-error.ts'
import { hmacKeyOf } from '../../keys/shared-secret.ts'
import { toBase64 } from '../../message/encoding.ts'
import { Received } from '../../message/received.ts'
import type { HmacKey, Platform, SecretMaterial, SignatureAlgorithm } from '../../platform/platform.ts'
import { type Eventually, isLater } from '../../scheme/eventually.ts'
import type { MessageAlgorithm, MessageSignatureOptions } from '../../scheme/message-signature-options.ts'
import type { Outgoing, Proof, SignedParts } from '../../scheme/proof.ts'
import { type PrivateKey, readPrivateKey, signedBytes } from '../key-pair-sign.ts'
import { algorithms, isKeyText } from './message-algorithms.ts'
import { signatureBase } from './signature-base.ts'

/** What is signed with: a shared secret, or a private key as each algorithm reads it. */
export type MessageKey = { readonly shared: HmacKey } | { readonly pairs: readonly Pair[] }

interface Pair {
  readonly name: MessageAlgorithm
  readonly algorithm: SignatureAlgorithm
  readonly key: PrivateKey
}

/** Reads what is signed with, as a verifier does: a key's text is never a shared secret, bytes always are one where that is taken. */
export function readMessageKey(
  secret: SecretMaterial,
  { algorithms: taken }: MessageSignatureOptions,
  platform: Platform,
): MessageKey {
  const isPair =
    typeof secret === 'string'
      ? isKeyText(secret) || secret.startsWith('whsk_')
      : !(secret instanceof Uint8Array) && secret.type === 'private'
  if (taken.includes('hmac-sha256') && !isPair)
    return { shared: hmacKeyOf(secret, { encoding: 'utf8' }, 'sha256', platform) }
  const pairs = taken.flatMap((name) => {
    const algorithm = algorithms[name]
    const isOne = algorithm !== undefined && algorithm !== 'hmac'
    return isOne ? [{ name, algorithm, key: readPrivateKey(secret, algorithm) }] : []
  })
  return { pairs }
}

function then<A, B>(value: Eventually<A>, next: (value: A) => Eventually<B>): Eventually<B> {
  return isLater(value) ? value.then(next) : next(value)
}

/**
 * Signs a message by RFC 9421, under the label `sig1`: the method, the URL where there is one, what must be covered, and
 * `content-digest` (RFC 9530, SHA-256), so that the body is. A private key signs by the first algorithm that it is for.
 */
export function messageSignatureSign({
  must = [],
}: MessageSignatureOptions): NonNullable<Proof<unknown, MessageKey>['sign']> {
  return (outgoing, [key], platform) =>
    then(platform.hash('sha256', [outgoing.body], 'base64'), (digest) => {
      const headers = { 'Content-Digest': `sha-256=:${digest}:` }
      const covered = [
        '@method',
        ...(outgoing.url === undefined ? [] : ['@target-uri']),
        ...must,
        'content-digest',
      ]
      const written = (name: MessageAlgorithm): Written =>
        write(outgoing, headers, [...new Set(covered)], name)
      if (key !== undefined && 'shared' in key) {
        const { base, signed } = written('hmac-sha256')
        return then(platform.hmac('sha256', key.shared, [base], 'base64'), signed)
      }
      return byPair(key?.pairs ?? [], written)
    })
}

/** What is signed, and the message's headers by the signature in base64. */
interface Written {
  readonly base: string
  signed(signature: string): SignedParts
}

function write(
  { method, url, body, now, headers: own }: Outgoing,
  digest: Record<string, string>,
  covered: readonly string[],
  name: MessageAlgorithm,
): Written {
  const components = covered.map((component) => ({ name: component, written: `"${component}"`, params: {} }))
  const list = components.map((component) => component.written).join(' ')
  const written = `(${list});created=${Math.floor(now / 1000)};alg="${name}"`
  const message = new Received({ ...own, ...digest }, body, method, url)
  const base = signatureBase({ components, written }, message)
  if (base === undefined)
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: `The message lacks what its signature must cover: ${covered.join(', ')}.`,
    })
  return {
    base,
    signed: (signature) => ({
      headers: { ...digest, 'Signature-Input': `sig1=${written}`, Signature: `sig1=:${signature}:` },
    }),
  }
}

async function byPair(
  pairs: readonly Pair[],
  written: (name: MessageAlgorithm) => Written,
): Promise<SignedParts> {
  const outcomes = await Promise.allSettled(pairs.map(({ key }) => key.promise))
  const pair =
    pairs[
      Math.max(
        0,
        outcomes.findIndex(({ status }) => status === 'fulfilled'),
      )
    ]
  if (pair === undefined) throw new WebhookError('ERR_SECRET_MALFORMED')
  const { base, signed } = written(pair.name)
  return signed(toBase64(await signedBytes(pair.algorithm, pair.key, [base])))
}
