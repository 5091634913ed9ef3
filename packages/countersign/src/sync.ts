import type { Input } from './message/input.ts'
import type { Scheme } from './scheme/scheme.ts'
import type { WebhookEvent } from './verify/event.ts'
import type { VerifyOptions } from './verify/options.ts'
import { immediate, settledAtOnce, type VerifyResult } from './verify/outcome.ts'
import { checkOnce } from './verify.ts'

/**
 * As `verify`, at once: for Node, Bun and Deno, and a body that is in memory.
 *
 * @throws {WebhookError} all of {@link verify}
 * @throws {WebhookError} ERR_SYNC_UNSUPPORTED for a Request or a CryptoKey, and on the web platform
 *
 * @example
 * const event = verifySync({ headers, body }, { scheme: webex, secrets: process.env.WEBEX_SECRET })
 */
export function verifySync<S extends Scheme>(input: Input, options: VerifyOptions<S>): WebhookEvent<S> {
  return immediate(() => checkOnce(input, options))
}

/**
 * As `verifySync`, but never throws.
 *
 * @example
 * const result = safeVerifySync({ headers, body }, { scheme: webex, secrets: process.env.WEBEX_SECRET })
 */
export function safeVerifySync<S extends Scheme>(input: Input, options: VerifyOptions<S>): VerifyResult<S> {
  return settledAtOnce(() => checkOnce(input, options))
}
