import { fault } from '../errors/fault.ts'
import { refusal } from '../errors/refusal.ts'
import { isLive, type LiveKey } from '../keys/secret.ts'
import { bodyBytes, type RequestLike, readRequestBody } from '../message/body.ts'
import type { Bytes } from '../message/bytes.ts'
import { copiedHeaders, type HeadersLike } from '../message/headers.ts'
import type { Input, RawInput } from '../message/input.ts'
import type { JudgeClock } from '../message/judge-clock.ts'
import { effectiveUrl } from '../message/public-url.ts'
import { Received } from '../message/received.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { Finding } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { WebhookEvent } from './event.ts'
import { readNow } from './now.ts'
import type { Setup } from './setup.ts'

function isRequest(input: Input): input is RequestLike {
  return typeof (input as { arrayBuffer?: unknown }).arrayBuffer === 'function'
}

/**
 * The event of a message under this setup: at once where the platform and the input allow it, else as a promise. Null where
 * no key matches, see `Proof.check`; throws and rejects where something else is wrong.
 */
export function check<S extends Scheme>(
  setup: Setup<S>,
  input: Input,
  now: Date | undefined,
): Eventually<WebhookEvent<S> | null> {
  const given = (input as Input | undefined)?.headers
  if (typeof given !== 'object' || given === null) throw fault('ERR_INPUT_INVALID')
  // The clock is read before anything is awaited: a slow body must not make its signature too old.
  const at = readNow(now)
  // What is awaited is copied first: the caller could change it meanwhile.
  const headers = setup.copies ? copiedHeaders(given) : given
  if (isRequest(input)) {
    return readRequestBody(input, setup.maxBytes).then((body) => checkBytes(setup, input, body, headers, at))
  }
  const body = bodyBytes(input, setup.maxBytes)
  return checkBytes(setup, input, setup.copies ? new Uint8Array(body) : body, headers, at)
}

function checkBytes<S extends Scheme>(
  setup: Setup<S>,
  input: RequestLike | RawInput,
  body: Bytes,
  headers: HeadersLike,
  now: number,
): Eventually<WebhookEvent<S> | null> {
  const { scheme, keys, platform, params, resolveKey, toleranceSeconds } = setup
  const url = input.url?.toString()
  const message = new Received(
    headers,
    body,
    input.method?.toUpperCase(),
    effectiveUrl(setup.publicUrl, url),
    url,
    params,
  )
  const valid = (key: LiveKey): boolean => isLive(key, now)
  const live = keys.every(valid) ? keys : keys.filter(valid)
  if (live.length === 0 && scheme.proof.keys !== 'resolved') throw refusal('ERR_SECRET_INACTIVE')
  const finding = scheme.proof.check(
    message,
    live.map(({ key }) => key),
    { platform, params, resolveKey, now, toleranceSeconds },
  )
  if (!isLater(finding) && platform.synchronous) return concluded(setup, message, live, finding, now)
  return Promise.resolve(finding).then(async (found) =>
    concluded(
      setup,
      message,
      live,
      found,
      now,
      found ? await scheme.dedupeBytes?.ahead(message, platform, scheme.describe) : undefined,
    ),
  )
}

/** The event of a finding, or null; throws where it proves nothing. The clock comes last: too old or too new is said of authentic messages alone. */
function concluded<S extends Scheme>(
  { scheme, platform, toleranceSeconds }: Setup<S>,
  message: Received,
  live: readonly LiveKey[],
  finding: Finding | null | undefined,
  now: number,
  hash?: string,
): WebhookEvent<S> | null {
  if (finding === null) return null
  const { key, signedAt }: Partial<Finding> = finding ?? {}
  // An engine that names no key has proven nothing, whatever else it answers.
  if (typeof key !== 'number' || (live[key] === undefined && scheme.proof.keys !== 'resolved'))
    throw fault('ERR_OPTIONS_INVALID', `names-no-key ${scheme.name}`)
  if (signedAt !== undefined && toleranceSeconds !== undefined) {
    // Not `?.`: a time that nobody judges must not pass. A proof without its judge throws here, and nothing is verified.
    const { judgeClock } = scheme.proof as { judgeClock: JudgeClock }
    judgeClock(signedAt, now, toleranceSeconds)
  }
  return new WebhookEvent(scheme, message, finding as Finding, live[key]?.id ?? '', platform, hash)
}
