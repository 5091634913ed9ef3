import { platform } from '#platform'
import { cachedKeys } from './keys/key-cache.ts'
import type { Input } from './message/input.ts'
import type { Eventually } from './scheme/eventually.ts'
import type { Scheme } from './scheme/scheme.ts'
import { check } from './verify/check.ts'
import type { WebhookEvent } from './verify/event.ts'
import type { VerifyOptions } from './verify/options.ts'
import { promised, settled, type VerifyResult } from './verify/outcome.ts'
import { checkedScheme, readOptions } from './verify/setup.ts'

/** The event under the options of one call, as `check` answers it. */
export function checkOnce<S extends Scheme>(
  input: Input,
  options: VerifyOptions<S>,
): Eventually<WebhookEvent<S> | null> {
  const scheme = checkedScheme(options)
  return check(readOptions(options, cachedKeys(options.secrets, scheme), platform), input, options.now)
}

/**
 * Proves that a message comes from the provider, over its raw bytes.
 *
 * @param input A fetch Request, or headers and raw body. A body that was parsed already is ERR_BODY_CONSUMED.
 * @param options The scheme, the secrets, and the policy: `now`, `toleranceSeconds`, `maxBytes`, `publicUrl`.
 * @returns The verified event; rejects with one of these.
 *
 * @throws {WebhookError} ERR_SIGNATURE_MISSING
 * @throws {WebhookError} ERR_SIGNATURE_MALFORMED
 * @throws {WebhookError} ERR_SIGNATURE_MISMATCH
 * @throws {WebhookError} ERR_TIMESTAMP_MISSING
 * @throws {WebhookError} ERR_TIMESTAMP_MALFORMED
 * @throws {WebhookError} ERR_TIMESTAMP_TOO_OLD
 * @throws {WebhookError} ERR_TIMESTAMP_TOO_NEW
 * @throws {WebhookError} ERR_ID_MISSING
 * @throws {WebhookError} ERR_ID_MALFORMED
 * @throws {WebhookError} ERR_CONTENT_MALFORMED
 * @throws {WebhookError} ERR_CREDENTIAL_MISSING of schemes with a token
 * @throws {WebhookError} ERR_CREDENTIAL_MISMATCH of schemes with a token
 * @throws {WebhookError} ERR_SOURCE_UNWANTED of `countersigned()`
 * @throws {WebhookError} ERR_VERDICT_UNWANTED of `countersigned()`
 * @throws {WebhookError} ERR_KEY_UNAVAILABLE of schemes whose keys are fetched
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_SECRET_MALFORMED
 * @throws {WebhookError} ERR_SECRET_INACTIVE
 * @throws {WebhookError} ERR_URL_MISSING where the scheme signs the URL or the method
 * @throws {WebhookError} ERR_BODY_CONSUMED
 * @throws {WebhookError} ERR_BODY_TOO_LARGE
 * @throws {WebhookError} ERR_BODY_UNREADABLE of a Request
 * @throws {WebhookError} ERR_INPUT_INVALID
 * @throws {WebhookError} ERR_OPTIONS_INVALID
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

/**
 * As `verify`, but never rejects: answers `{ ok: true, event }` or `{ ok: false, error }`.
 *
 * @example
 * const result = await safeVerify(request, { scheme: webex, secrets: process.env.WEBEX_SECRET })
 * if (!result.ok) console.warn(result.error.code)
 */
export function safeVerify<S extends Scheme>(
  input: Input,
  options: VerifyOptions<S>,
): Promise<VerifyResult<S>> {
  return settled(() => checkOnce(input, options))
}
