import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { isLive, type LiveKey } from '../keys/secret.ts'
import { bodyBytes, type RequestLike, readRequestBody } from '../message/body.ts'
import type { Bytes } from '../message/bytes.ts'
import { copiedHeaders, type HeadersLike } from '../message/headers.ts'
import type { Input, RawInput } from '../message/input.ts'
import { effectiveUrl } from '../message/public-url.ts'
import { Received } from '../message/received.ts'
import type { DedupeFields } from '../scheme/facts.ts'
import type { Finding } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { needsHash } from './dedupe.ts'
import { WebhookEvent } from './event.ts'
import { readNow } from './now.ts'
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
  const at = readNow(now)
  // What is awaited is copied first: the caller could change it meanwhile.
  const headers = setup.copies ? copiedHeaders(input.headers) : input.headers
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
    setup.params,
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
  if (!isThenable(finding) && platform.synchronous) return accepted(setup, message, live, finding, at)
  return Promise.resolve(finding).then((found) =>
    hashed(setup, accepted(setup, message, live, found, at), message, live, found),
  )
}

/** Not instanceof: a promise of another realm, as Jest has them, must not pass for a finding. */
function isThenable(finding: Finding | PromiseLike<Finding>): finding is PromiseLike<Finding> {
  return typeof (finding as Partial<PromiseLike<Finding>> | undefined)?.then === 'function'
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

/** An engine that names no key has proven nothing, whatever else it answers. */
function proves(finding: Finding | undefined, live: readonly LiveKey[], { proof }: Scheme): boolean {
  if (typeof finding?.key !== 'number') return false
  return live[finding.key] !== undefined || proof.keys === 'resolved'
}

/** The clock comes last: too old or too new is said of authentic messages alone. */
function accepted<S extends Scheme>(
  setup: Setup<S>,
  message: Received,
  live: readonly LiveKey[],
  finding: Finding,
  at: number,
): WebhookEvent<S> {
  const { scheme, toleranceSeconds } = setup
  if (!proves(finding, live, scheme)) {
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `The check of ${scheme.name} names no key.` })
  }
  if (finding.signedAt !== undefined && toleranceSeconds !== undefined) {
    // Whole seconds are compared with the whole second of now, as the providers' SDKs do: 300.9 s are 300 to them.
    const age = (finding.signedAt % 1000 === 0 ? Math.floor(at / 1000) * 1000 : at) - finding.signedAt
    // NaN compares false with everything: as an age it would be neither too old nor too new.
    if (Number.isNaN(age)) throw refusal('ERR_TIMESTAMP_MALFORMED')
    if (age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_OLD')
    if (-age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_NEW')
  }
  return new WebhookEvent(scheme, message, finding, live[finding.key]?.id ?? '', setup.platform)
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
  const fields = platform.synchronous ? undefined : dedupeFields(scheme, message)
  if (fields === undefined || !needsHash(fields)) return event
  const hash = await platform.hash('sha256', [message.body], 'hex')
  return new WebhookEvent(scheme, message, finding, live[finding.key]?.id ?? '', platform, hash)
}

/** A scheme that cannot describe a message says so when the event is asked, here as on other platforms. */
function dedupeFields(scheme: Scheme, message: Received): DedupeFields | undefined {
  try {
    return scheme.describe?.(message).dedupe
  } catch {
    return undefined
  }
}
