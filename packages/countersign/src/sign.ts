import { platform } from '#platform'
import { signingKeyOf, signingOf } from './engines/signing.ts'
import { WebhookError } from './errors/webhook-error.ts'
import { isLive, readSecrets, type Secrets } from './keys/secret.ts'
import { type BodyLike, bodyBytes } from './message/body.ts'
import type { Bytes } from './message/bytes.ts'
import { type Eventually, isLater } from './scheme/eventually.ts'
import type { Outgoing, SignedHeaders, SignedParts } from './scheme/proof.ts'
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
  /** For schemes that sign headers of the message's own, such as a request id: those; they are not given back. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What a signer is built from. */
export interface SignerOptions {
  readonly scheme: Scheme
  readonly secrets: Secrets
  /**
   * Settings that the scheme names, such as Braintree's public key; and `kid`, the name by which receivers of a JWT or a
   * detached JWS look its key up. Default: it names none.
   */
  readonly params?: Readonly<Record<string, string>> | undefined
}

/** The signature's headers, and exactly the bytes that were signed. Spreads into fetch. */
export interface Signed {
  readonly headers: SignedHeaders
  readonly body: Bytes
  /** The URL to send to, of schemes that write their signature into it. */
  readonly url?: string
}

/** A scheme and its secrets, read once, to sign with. */
export interface Signer {
  sign(message: SignInput, at?: At): Promise<Signed>
  /** At once, where node:crypto is; ERR_SYNC_UNSUPPORTED elsewhere. */
  signSync(message: SignInput, at?: At): Signed
}

function outgoing(message: SignInput, now: number, params: SignerOptions['params']): Outgoing {
  const { id, url, method = 'POST', headers } = message
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
    params,
    headers,
  }
}

/**
 * Reads a scheme's secrets once and signs with those that are live: with all where the scheme writes several
 * signatures (Standard Webhooks, Stripe), else with the first.
 * Its methods throw what `sign` rejects with.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_SECRET_MALFORMED
 * @throws {WebhookError} ERR_SIGN_UNSUPPORTED where the signature cannot be written: it stands in what it signs, or the message has no place for it
 * @throws {WebhookError} ERR_OPTIONS_INVALID
 *
 * @example
 * const signer = createSigner({ scheme: standardWebhooks, secrets: process.env.SIGNING_SECRET })
 * const { headers, body } = await signer.sign({ body: '{"hello":"world"}' })
 */
export function createSigner(options: SignerOptions): Signer {
  const scheme = checkedScheme(options)
  const { proof } = scheme
  const sign = signingOf(proof)
  if (sign === undefined) throw new WebhookError('ERR_SIGN_UNSUPPORTED')
  const keys = readSecrets(options.secrets, scheme, platform, (secret) =>
    signingKeyOf(proof, secret, platform),
  )
  const begin = (message: SignInput, at?: At): Eventually<Signed> => {
    const now = readNow(at?.now)
    const live = keys.filter((key) => isLive(key, now)).map((key) => key.key)
    if (live.length === 0) throw new WebhookError('ERR_SECRET_INACTIVE')
    const ready = outgoing(message, now, options.params)
    const parts = sign(ready, live, platform)
    return isLater(parts) ? parts.then((later) => signed(ready, later)) : signed(ready, parts)
  }
  return {
    async sign(message, at) {
      return begin(message, at)
    },
    signSync(message, at) {
      const ready = begin(message, at)
      if (!isLater(ready)) return ready
      // Nobody awaits it any more: a key that is none must not be a rejection that nobody handles.
      ready.catch(() => undefined)
      throw new WebhookError('ERR_SYNC_UNSUPPORTED')
    },
  }
}

function signed(ready: Outgoing, { headers, body = ready.body, url }: SignedParts): Signed {
  return { headers, body, ...(url === undefined ? {} : { url }) }
}

/**
 * Whether messages of a scheme can be signed, by whoever has the secret or the private key. Every scheme of the catalogue can;
 * one of your own cannot where its signature stands in what it signs: that is ERR_SIGN_UNSUPPORTED.
 *
 * @example
 * if (canSign(scheme)) createSigner({ scheme, secrets })
 */
export function canSign(scheme: Scheme): boolean {
  return signingOf(scheme.proof) !== undefined
}

/**
 * Signs a message as a provider does.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_SECRET_MALFORMED
 * @throws {WebhookError} ERR_SIGN_UNSUPPORTED where the signature cannot be written: it stands in what it signs, or the message has no place for it
 * @throws {WebhookError} ERR_OPTIONS_INVALID
 * @throws {WebhookError} ERR_SECRET_INACTIVE
 * @throws {WebhookError} ERR_URL_MISSING where the scheme signs the URL
 * @throws {WebhookError} ERR_CONTENT_MALFORMED where the scheme signs a value of the body that is doubled or no text
 * @throws {WebhookError} ERR_BODY_CONSUMED where the body is no bytes and no text
 *
 * @example
 * const signed = await sign({ body: JSON.stringify({ hello: 'world' }) }, { scheme: standardWebhooks, secrets })
 * await fetch(url, { method: 'POST', ...signed })
 */
export async function sign(message: SignInput, options: SignerOptions & At): Promise<Signed> {
  return createSigner(options).sign(message, { now: options.now })
}
