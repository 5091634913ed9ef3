import { platform } from '#platform'
import { asWebhookError, check } from './check.ts'
import type { WebhookEvent } from './event.ts'
import { cachedKeys } from './key-cache.ts'
import type { Input, VerifyOptions } from './options.ts'
import type { EventMap } from './scheme.ts'
import { checkedScheme, readOptions } from './setup.ts'
import { settled, type VerifyResult } from './verifier.ts'

/** The event under the options of one call. */
export function checkOnce(input: Input, options: VerifyOptions): WebhookEvent | Promise<WebhookEvent> {
  const scheme = checkedScheme(options)
  return check(readOptions(options, cachedKeys(options.secrets, scheme), platform), input, options.now)
}

/**
 * Proves that a message comes from the provider, over its raw bytes.
 *
 * @param input A fetch Request, or headers and raw body. A body that was parsed already is ERR_BODY_CONSUMED.
 * @param options The scheme, the secrets, and the policy: `now`, `toleranceSeconds`, `maxBytes`, `publicUrl`.
 * @returns The verified event; rejects with a WebhookError, see `errorCodes`.
 *
 * @example
 * import { verify } from 'countersign'
 * import { webex } from 'countersign/schemes/webex'
 * const event = await verify(request, { scheme: webex, secrets: process.env.WEBEX_SECRET })
 * if (event.is('messages.created')) console.log(event.json().data.roomId)
 */
export function verify<Events extends EventMap>(
  input: Input,
  options: VerifyOptions<Events>,
): Promise<WebhookEvent<Events>> {
  try {
    const event = checkOnce(input, options)
    const typed = event as unknown as WebhookEvent<Events> | Promise<WebhookEvent<Events>>
    if (!(typed instanceof Promise)) return Promise.resolve(typed)
    return typed.catch((error) => Promise.reject(asWebhookError(error)))
  } catch (error) {
    return Promise.reject(asWebhookError(error))
  }
}

/** As `verify`, but never rejects: answers `{ ok: true, event }` or `{ ok: false, error }`. */
export function safeVerify<Events extends EventMap>(
  input: Input,
  options: VerifyOptions<Events>,
): Promise<VerifyResult<Events>> {
  return settled(() => checkOnce(input, options as VerifyOptions)) as Promise<VerifyResult<Events>>
}
