import { platform as defaultPlatform } from '#platform'
import { check } from './check.ts'
import { WebhookError } from './errors.ts'
import type { WebhookEvent } from './event.ts'
import type { At, Input, VerifierOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { asThrown, asWebhookError } from './refusal.ts'
import type { Scheme } from './scheme.ts'
import { readSecrets } from './secret.ts'
import { checkedScheme, readOptions } from './setup.ts'

/** What `safeVerify` answers. */
export type VerifyResult<S extends Scheme = Scheme> =
  | { readonly ok: true; readonly event: WebhookEvent<S> }
  | { readonly ok: false; readonly error: WebhookError }

/** A scheme and its secrets, read and checked once. */
export interface Verifier<S extends Scheme = Scheme> {
  readonly scheme: S
  /** The verified event; rejects with a WebhookError. */
  verify(input: Input, at?: At): Promise<WebhookEvent<S>>
  /** Never rejects. */
  safeVerify(input: Input, at?: At): Promise<VerifyResult<S>>
  /** At once, where node:crypto is; throws a WebhookError. */
  verifySync(input: Input, at?: At): WebhookEvent<S>
  /** At once, and never throws. */
  safeVerifySync(input: Input, at?: At): VerifyResult<S>
}

/** What `check` found, as a result; never rejects. */
export function settled<S extends Scheme>(
  run: () => WebhookEvent<S> | Promise<WebhookEvent<S>>,
): Promise<VerifyResult<S>> {
  const failed = (error: unknown): VerifyResult<S> => ({ ok: false, error: asWebhookError(error) })
  try {
    const event = run()
    if (event instanceof Promise) return event.then((later) => ({ ok: true, event: later }), failed)
    return Promise.resolve({ ok: true, event })
  } catch (error) {
    return Promise.resolve(failed(error))
  }
}

/** The event at once, or ERR_SYNC_UNSUPPORTED. */
export function atOnce<S extends Scheme>(event: WebhookEvent<S> | Promise<WebhookEvent<S>>): WebhookEvent<S> {
  if (!(event instanceof Promise)) return event
  event.catch(() => undefined)
  throw new WebhookError('ERR_SYNC_UNSUPPORTED')
}

/** As `createVerifier`, on a platform of choice. */
export function verifierOn<S extends Scheme>(platform: Platform, options: VerifierOptions<S>): Verifier<S> {
  const scheme = checkedScheme(options)
  const setup = readOptions(options, readSecrets(options.secrets, scheme, platform), platform)
  return {
    scheme,
    verify(input, at) {
      try {
        const event = check(setup, input, at?.now)
        return event instanceof Promise
          ? event.catch((error) => Promise.reject(asThrown(error)))
          : Promise.resolve(event)
      } catch (error) {
        return Promise.reject(asThrown(error))
      }
    },
    safeVerify(input, at) {
      return settled(() => check(setup, input, at?.now))
    },
    verifySync(input, at) {
      try {
        return atOnce(check(setup, input, at?.now))
      } catch (error) {
        throw asThrown(error)
      }
    },
    safeVerifySync(input, at) {
      try {
        return { ok: true, event: atOnce(check(setup, input, at?.now)) }
      } catch (error) {
        return { ok: false, error: asWebhookError(error) }
      }
    },
  }
}

/**
 * Reads and checks a scheme's secrets once, so that a missing one fails at boot, and verifies with them.
 *
 * @example
 * const verifier = createVerifier({ scheme: webex, secrets: process.env.WEBEX_SECRET })
 * const event = await verifier.verify(request)
 *
 * Throws ERR_SECRET_EMPTY, ERR_SECRET_MALFORMED, ERR_OPTIONS_INVALID. What its methods throw: see `verify`.
 */
export function createVerifier<S extends Scheme>(options: VerifierOptions<S>): Verifier<S> {
  return verifierOn(defaultPlatform, options)
}
