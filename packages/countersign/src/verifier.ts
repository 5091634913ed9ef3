import { platform as defaultPlatform } from '#platform'
import { asWebhookError, check } from './check.ts'
import { WebhookError } from './errors.ts'
import type { WebhookEvent } from './event.ts'
import type { At, Input, VerifierOptions } from './options.ts'
import type { Platform } from './platform.ts'
import type { EventMap, Scheme } from './scheme.ts'
import { readSecrets } from './secret.ts'
import { checkedScheme, readOptions } from './setup.ts'

/** What `safeVerify` answers. */
export type VerifyResult<Events extends EventMap = EventMap> =
  | { readonly ok: true; readonly event: WebhookEvent<Events> }
  | { readonly ok: false; readonly error: WebhookError }

/** A scheme and its secrets, read and checked once. */
export interface Verifier<Events extends EventMap = EventMap> {
  readonly scheme: Scheme<Events>
  /** The verified event; rejects with a WebhookError. */
  verify(input: Input, at?: At): Promise<WebhookEvent<Events>>
  /** Never rejects. */
  safeVerify(input: Input, at?: At): Promise<VerifyResult<Events>>
  /** At once, where node:crypto is; throws a WebhookError. */
  verifySync(input: Input, at?: At): WebhookEvent<Events>
  /** At once, and never throws. */
  safeVerifySync(input: Input, at?: At): VerifyResult<Events>
}

/** What `check` found, as a result; never rejects. */
export function settled(run: () => WebhookEvent | Promise<WebhookEvent>): Promise<VerifyResult> {
  const failed = (error: unknown): VerifyResult => ({ ok: false, error: asWebhookError(error) })
  try {
    const event = run()
    if (event instanceof Promise) return event.then((later) => ({ ok: true, event: later }), failed)
    return Promise.resolve({ ok: true, event })
  } catch (error) {
    return Promise.resolve(failed(error))
  }
}

/** The event at once, or ERR_SYNC_UNSUPPORTED. */
export function atOnce(event: WebhookEvent | Promise<WebhookEvent>): WebhookEvent {
  if (!(event instanceof Promise)) return event
  event.catch(() => undefined)
  throw new WebhookError('ERR_SYNC_UNSUPPORTED')
}

/** As `createVerifier`, on a platform of choice. */
export function verifierOn<Events extends EventMap>(
  platform: Platform,
  options: VerifierOptions<Events>,
): Verifier<Events> {
  const scheme = checkedScheme(options)
  const setup = readOptions(options, readSecrets(options.secrets, scheme, platform), platform)
  // The scheme's type parameter exists for the compiler alone.
  const typed = (event: WebhookEvent): WebhookEvent<Events> => event as unknown as WebhookEvent<Events>
  const verifier: Verifier<Events> = {
    scheme: options.scheme,
    verify(input, at) {
      try {
        const event = check(setup, input, at?.now)
        return event instanceof Promise
          ? event.then(typed, (error) => Promise.reject(asWebhookError(error)))
          : Promise.resolve(typed(event))
      } catch (error) {
        return Promise.reject(asWebhookError(error))
      }
    },
    safeVerify(input, at) {
      return settled(() => check(setup, input, at?.now)) as Promise<VerifyResult<Events>>
    },
    verifySync(input, at) {
      try {
        return typed(atOnce(check(setup, input, at?.now)))
      } catch (error) {
        throw asWebhookError(error)
      }
    },
    safeVerifySync(input, at) {
      try {
        return { ok: true, event: verifier.verifySync(input, at) }
      } catch (error) {
        return { ok: false, error: asWebhookError(error) }
      }
    },
  }
  return verifier
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
export function createVerifier<Events extends EventMap>(options: VerifierOptions<Events>): Verifier<Events> {
  return verifierOn(defaultPlatform, options)
}
