import { platform } from '#platform'
import { cachedKeys } from './keys/key-cache.ts'
import type { Input } from './message/input.ts'
import type { Scheme } from './scheme/scheme.ts'
import { check } from './verify/check.ts'
import type { WebhookEvent } from './verify/event.ts'
import type { VerifyOptions } from './verify/options.ts'
import { promised, settled, type VerifyResult } from './verify/outcome.ts'
import { checkedScheme, readOptions } from './verify/setup.ts'

/** The event under the options of one call. */
export function checkOnce<S extends Scheme>(
  input: Input,
  options: VerifyOptions<S>,
): WebhookEvent<S> | Promise<WebhookEvent<S>> {
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
export function verify<S extends Scheme>(input: Input, options: VerifyOptions<S>): Promise<WebhookEvent<S>> {
  return promised(() => checkOnce(input, options))
}

/** As `verify`, but never rejects: answers `{ ok: true, event }` or `{ ok: false, error }`. */
export function safeVerify<S extends Scheme>(
  input: Input,
  options: VerifyOptions<S>,
): Promise<VerifyResult<S>> {
  return settled(() => checkOnce(input, options))
}
