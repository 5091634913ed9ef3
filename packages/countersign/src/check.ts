import { bodyBytes, type RequestLike, readRequestBody } from './body.ts'
import { needsHash } from './dedupe.ts'
import { WebhookError } from './errors.ts'
import { WebhookEvent } from './event.ts'
import type { HeadersLike } from './headers.ts'
import { copiedHeaders } from './headers.ts'
import type { Input, RawInput } from './options.ts'
import { effectiveUrl } from './public-url.ts'
import { Received } from './received.ts'
import { refusal } from './refusal.ts'
import type { Finding, Scheme } from './scheme.ts'
import { isLive, type LiveKey } from './secret.ts'
import type { Setup } from './setup.ts'

function isRequest(input: Input): input is RequestLike {
  return typeof (input as { arrayBuffer?: unknown }).arrayBuffer === 'function'
}

/** A message under this setup: at once where the platform and the input allow it, else as a promise. */
export function check<S extends Scheme>(
  setup: Setup<S>,
  input: Input,
  now: Date | undefined,
): WebhookEvent<S> | Promise<WebhookEvent<S>> {
  if (
    typeof input !== 'object' ||
    input === null ||
    typeof input.headers !== 'object' ||
    input.headers === null
  ) {
    throw new WebhookError('ERR_INPUT_INVALID')
  }
  // The clock is read before anything is awaited: a slow body must not make its signature too old.
  const at = now === undefined ? Date.now() : now.getTime()
  if (Number.isNaN(at)) throw new WebhookError('ERR_OPTIONS_INVALID', { detail: 'now is no valid Date.' })
  if (isRequest(input)) {
    return readRequestBody(input, setup.maxBytes).then((body) =>
      checkBytes(setup, input, body, input.headers, at),
    )
  }
  const body = bodyBytes(input, setup.maxBytes)
  // What is awaited is copied first: the caller could change it meanwhile.
  if (!setup.copies) return checkBytes(setup, input, body, input.headers, at)
  return checkBytes(setup, input, new Uint8Array(body), copiedHeaders(input.headers), at)
}

function checkBytes<S extends Scheme>(
  setup: Setup<S>,
  input: RequestLike | RawInput,
  body: Uint8Array,
  headers: HeadersLike,
  at: number,
): WebhookEvent<S> | Promise<WebhookEvent<S>> {
  const { scheme, platform } = setup
  const { method, url } = input
  const requestUrl = url === undefined || typeof url === 'string' ? url : String(url)
  const message = new Received(
    headers,
    body,
    typeof method === 'string' ? method.toUpperCase() : undefined,
    effectiveUrl(setup.publicUrl, requestUrl),
    requestUrl,
  )
  const live = liveKeys(setup, at)
  const context = {
    platform,
    params: setup.params,
    resolveKey: setup.resolveKey,
    now: at,
    toleranceSeconds: setup.toleranceSeconds,
  }
  const finding = scheme.proof.check(message, live.map(keyOf), context)
  if (!(finding instanceof Promise)) return accepted(setup, message, live, finding, at)
  return finding.then((found) =>
    hashed(setup, accepted(setup, message, live, found, at), message, live, found),
  )
}

function keyOf(live: LiveKey): unknown {
  return live.key
}

function liveKeys(setup: Setup, at: number): readonly LiveKey[] {
  const { keys } = setup
  const live = keys.every((key) => isLive(key, at)) ? keys : keys.filter((key) => isLive(key, at))
  if (live.length === 0 && setup.scheme.proof.keys !== 'resolved') throw refusal('ERR_SECRET_INACTIVE')
  return live
}

/** The clock comes last: too old or too new is said of authentic messages alone. */
function accepted<S extends Scheme>(
  setup: Setup<S>,
  message: Received,
  live: readonly LiveKey[],
  finding: Finding,
  at: number,
): WebhookEvent<S> {
  const { toleranceSeconds } = setup
  if (finding.signedAt !== undefined && toleranceSeconds !== undefined) {
    const age = at - finding.signedAt
    if (age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_OLD')
    if (-age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_NEW')
  }
  return new WebhookEvent(setup.scheme, message, finding, live[finding.key]?.id ?? '', setup.platform)
}

/** Where hashing is asynchronous, the hash of a dedup key is made before the event is handed out. */
async function hashed<S extends Scheme>(
  setup: Setup<S>,
  event: WebhookEvent<S>,
  message: Received,
  live: readonly LiveKey[],
  finding: Finding,
): Promise<WebhookEvent<S>> {
  const { scheme, platform } = setup
  const fields = platform.synchronous ? undefined : scheme.describe?.(message).dedupe
  if (fields === undefined || !needsHash(fields)) return event
  const hash = await platform.sha256(message.body)
  return new WebhookEvent(scheme, message, finding, live[finding.key]?.id ?? '', platform, hash)
}
