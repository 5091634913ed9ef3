import { platform } from '#platform'
import { signingKeyOf } from './engines/signing.ts'
import { WebhookError } from './errors/webhook-error.ts'
import './messages.ts'
import type { Secrets } from './keys/secret.ts'
import type { Bytes } from './message/bytes.ts'
import { samples } from './samples/index.ts'
import type { Samples } from './scheme/facts.ts'
import type { SignedHeaders } from './scheme/proof.ts'
import type { EventTypeOf, Scheme } from './scheme/scheme.ts'
import { sign } from './sign.ts'

export { type AzureRequestInit, azureRequest } from './testing/azure-request.ts'
export { type LambdaFront, lambdaEvent } from './testing/lambda-event.ts'
export { type ReceivedOptions, type Receiver, receiver } from './testing/receiver.ts'

/** A secret that most shared-secret schemes take, see `testingSecretOf`; for tests alone, it is public. */
export const testingSecret = 'whsec_Y291bnRlcnNpZ24gdGVzdGluZyBzZWNyZXQ='

/** Of schemes whose secrets are base64, hex, or a user and a password. */
const otherSecrets = ['Y291bnRlcnNpZ24gdGVzdGluZyBzZWNyZXQ=', '636f756e7465727369676e', 'user:password']

/**
 * A secret of the form that a scheme takes, for tests alone: it is public. Key pairs have none: give a private key of
 * your own.
 *
 * @example
 * const secret = testingSecretOf(adyen)
 */
export function testingSecretOf(scheme: Scheme): string {
  const fits = (secret: string): boolean => {
    try {
      signingKeyOf(scheme.proof, secret, platform)
      return true
    } catch {
      return false
    }
  }
  return [testingSecret, ...otherSecrets].find(fits) ?? testingSecret
}

/** What may be chosen of a signed test message. */
export interface TestingOptions {
  /** Default: `testingSecretOf` the scheme. */
  readonly secret?: Secrets
  /** Settings that the scheme names. */
  readonly params?: Readonly<Record<string, string>>
  /** Default: `https://example.com/webhook`. */
  readonly url?: string
  /** When it is signed. Default: now. */
  readonly now?: Date
  /** The message id of schemes that sign one. */
  readonly id?: string
  /** In place of the sample's body, or of `{"id":"evt_1","type":TYPE}` where the scheme has no samples; an object is written as compact JSON. */
  readonly body?: string | Uint8Array | object
  /** Added to the sample's headers. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Authentic sample messages of a provider by event type, the first being the default one; empty where none are known.
 * Those of the catalogue stand here and not in its schemes, where every verifier would bring them along.
 *
 * @example
 * const { body } = samplesOf(webex)['messages.created']
 */
export function samplesOf(scheme: Scheme): Samples {
  if (scheme.samples !== undefined) return scheme.samples
  if (scheme.carries !== undefined) return samplesOf(scheme.carries)
  return (Object.hasOwn(samples, scheme.name) ? samples[scheme.name] : undefined) ?? {}
}

/** A signed message in pieces, for a framework's own `inject`. */
export interface SignedMessage {
  readonly method: 'POST'
  readonly url: string
  readonly headers: SignedHeaders
  readonly body: Bytes
}

/**
 * An authentic message of a provider as method, URL, headers and raw body.
 *
 * @throws {WebhookError} all of {@link sign}
 * @throws {WebhookError} ERR_OPTIONS_INVALID where the scheme has samples, none of the type, and no body is given
 *
 * @example
 * const { method, url, headers, body } = await signedMessage(webex, 'messages.created')
 */
export async function signedMessage<S extends Scheme>(
  scheme: S,
  type: EventTypeOf<S>,
  options: TestingOptions = {},
): Promise<SignedMessage> {
  const {
    secret = testingSecretOf(scheme),
    url = 'https://example.com/webhook',
    now,
    id,
    body,
    params,
  } = options
  const known = samplesOf(scheme)
  const sample = Object.hasOwn(known, type) ? known[type] : undefined
  const given = typeof body === 'object' && !(body instanceof Uint8Array) ? JSON.stringify(body) : body
  const generic = Object.keys(known).length === 0 ? JSON.stringify({ id: 'evt_1', type }) : undefined
  const content = given ?? sample?.body ?? generic
  if (content === undefined) {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: `${scheme.name} has samples of: ${Object.keys(known).join(', ')}. Give a body.`,
    })
  }
  const own = { 'Content-Type': 'application/json', ...sample?.headers, ...options.headers }
  const signed = await sign(
    { body: content, id, url, headers: own },
    { scheme, secrets: secret, params, now },
  )
  return { method: 'POST', url: signed.url ?? url, headers: { ...own, ...signed.headers }, body: signed.body }
}

/**
 * An authentic Request of a provider, for unit tests of your own handlers.
 *
 * @throws {WebhookError} all of {@link signedMessage}
 *
 * @example
 * const request = await signedRequest(webex, 'messages.created', { secret: 'my test secret' })
 * const response = await app.fetch(request)
 */
export async function signedRequest<S extends Scheme>(
  scheme: S,
  type: EventTypeOf<S>,
  options: TestingOptions = {},
): Promise<Request> {
  const { url, ...message } = await signedMessage(scheme, type, options)
  return new Request(url, message)
}
