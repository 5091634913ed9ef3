import { platform } from '#platform'
import { WebhookError } from './errors/webhook-error.ts'
import { isLive, readSecrets, type Secrets } from './keys/secret.ts'
import { type BodyLike, bodyBytes } from './message/body.ts'
import type { Bytes } from './message/bytes.ts'
import type { Outgoing, SignedHeaders } from './scheme/proof.ts'
import type { Scheme } from './scheme/scheme.ts'
import { readNow } from './verify/now.ts'
import type { At } from './verify/options.ts'
import { checkedScheme } from './verify/setup.ts'

/** A message to sign. */
export interface SignInput {
  readonly body: BodyLike
  /** For schemes that sign an id. Default: `msg_` and a random UUID. */
  readonly id?: string | undefined
  /** For schemes that sign the URL. */
  readonly url?: string | URL | undefined
  /** For schemes that sign the method. Default: POST. */
  readonly method?: string | undefined
}

/** What a signer is built from. */
export interface SignerOptions {
  readonly scheme: Scheme
  readonly secrets: Secrets
}

/** The signature's headers, and exactly the bytes that were signed. Spreads into fetch. */
export interface Signed {
  readonly headers: SignedHeaders
  readonly body: Bytes
}

/** A scheme and its secrets, read once, to sign with. */
export interface Signer {
  sign(message: SignInput, at?: At): Promise<Signed>
  /** At once, where node:crypto is; ERR_SYNC_UNSUPPORTED elsewhere. */
  signSync(message: SignInput, at?: At): Signed
}

function outgoing(message: SignInput, now: number): Outgoing {
  const { id, url, method = 'POST' } = message
  if (id !== undefined && (id === '' || !/^[\x21-\x7e]{1,256}$/.test(id))) {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: 'The id is empty, too long, or not printable ASCII.',
    })
  }
  return {
    body: bodyBytes(message, Number.POSITIVE_INFINITY),
    id: id ?? `msg_${crypto.randomUUID()}`,
    url: url === undefined ? undefined : String(url),
    method: method.toUpperCase(),
    now,
  }
}

/**
 * Reads a scheme's secrets once and signs with those that are live: with all where the scheme writes several
 * signatures (Standard Webhooks, Stripe), else with the first.
 *
 * Throws ERR_SECRET_EMPTY, ERR_SECRET_MALFORMED, ERR_SIGN_UNSUPPORTED; its methods also ERR_SECRET_INACTIVE.
 */
export function createSigner(options: SignerOptions): Signer {
  const scheme = checkedScheme(options)
  const { sign } = scheme.proof
  if (sign === undefined) throw new WebhookError('ERR_SIGN_UNSUPPORTED')
  const keys = readSecrets(options.secrets, scheme, platform)
  const begin = (
    message: SignInput,
    at?: At,
  ): { body: Bytes; headers: SignedHeaders | Promise<SignedHeaders> } => {
    const now = readNow(at?.now)
    const live = keys.filter((key) => isLive(key, now)).map((key) => key.key)
    if (live.length === 0) throw new WebhookError('ERR_SECRET_INACTIVE')
    const ready = outgoing(message, now)
    return { body: ready.body, headers: sign(ready, live, platform) }
  }
  return {
    async sign(message, at) {
      const { body, headers } = begin(message, at)
      return { body, headers: await headers }
    },
    signSync(message, at) {
      const { body, headers } = begin(message, at)
      if (headers instanceof Promise) throw new WebhookError('ERR_SYNC_UNSUPPORTED')
      return { body, headers }
    },
  }
}

/**
 * Signs a message as a provider does.
 *
 * @example
 * const signed = await sign({ body: JSON.stringify({ hello: 'world' }) }, { scheme: standardWebhooks, secrets })
 * await fetch(url, { method: 'POST', ...signed })
 *
 * Rejects with ERR_SECRET_EMPTY, ERR_SECRET_MALFORMED, ERR_SECRET_INACTIVE, ERR_SIGN_UNSUPPORTED.
 */
export async function sign(message: SignInput, options: SignerOptions & At): Promise<Signed> {
  return createSigner(options).sign(message, { now: options.now })
}
