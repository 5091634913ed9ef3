import { fault } from '../errors/fault.ts'
import { refusal } from '../errors/refusal.ts'
import { isLive, type LiveKey } from '../keys/secret.ts'
import { bodyBytes, type RequestLike, readRequestBody } from '../message/body.ts'
import type { Bytes } from '../message/bytes.ts'
import { copiedHeaders, type HeadersLike } from '../message/headers.ts'
import type { Input, RawInput } from '../message/input.ts'
import { effectiveUrl } from '../message/public-url.ts'
import { Received } from '../message/received.ts'
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
): WebhookEvent<S> | Promise<WebhookEvent<S>> {
  const { scheme, platform, params, resolveKey, toleranceSeconds } = setup
  const url = input.url?.toString()
  const message = new Received(
    headers,
    body,
    input.method?.toUpperCase(),
    effectiveUrl(setup.publicUrl, url),
    url,
    params,
  )
  const { keys } = setup
  const live = keys.every((key) => isLive(key, now)) ? keys : keys.filter((key) => isLive(key, now))
  if (live.length === 0 && scheme.proof.keys !== 'resolved') throw refusal('ERR_SECRET_INACTIVE')
  const finding = scheme.proof.check(
    message,
    live.map(({ key }) => key),
    { platform, params, resolveKey, now, toleranceSeconds },
  )
  if (!isThenable(finding) && platform.synchronous) {
    judge(setup, live, finding, now)
    return eventOf(setup, message, live, finding)
  }
  return Promise.resolve(finding).then(async (found) => {
    judge(setup, live, found, now)
    return eventOf(setup, message, live, found, await dedupeHash(setup, message))
  })
}

function eventOf<S extends Scheme>(
  { scheme, platform }: Setup<S>,
  message: Received,
  live: readonly LiveKey[],
  finding: Finding,
  hash?: string,
): WebhookEvent<S> {
  return new WebhookEvent(scheme, message, finding, live[finding.key]?.id ?? '', platform, hash)
}

/** Not instanceof: a promise of another realm, as Jest has them, must not pass for a finding. */
function isThenable(finding: Finding | PromiseLike<Finding>): finding is PromiseLike<Finding> {
  return typeof (finding as Partial<PromiseLike<Finding>> | undefined)?.then === 'function'
}

/** Throws where nothing is proven. The clock comes last: too old or too new is said of authentic messages alone. */
function judge(
  { scheme, toleranceSeconds }: Setup,
  live: readonly LiveKey[],
  finding: Finding | undefined,
  now: number,
): void {
  const { key, signedAt } = finding ?? {}
  // An engine that names no key has proven nothing, whatever else it answers.
  if (typeof key !== 'number' || (live[key] === undefined && scheme.proof.keys !== 'resolved'))
    throw fault('ERR_OPTIONS_INVALID', `names-no-key ${scheme.name}`)
  if (signedAt === undefined || toleranceSeconds === undefined) return
  // Whole seconds are compared with the whole second of now, as the providers' SDKs do: 300.9 s are 300 to them.
  const age = (signedAt % 1000 === 0 ? Math.floor(now / 1000) * 1000 : now) - signedAt
  // NaN compares false with everything: as an age it would be neither too old nor too new.
  if (Number.isNaN(age)) throw refusal('ERR_TIMESTAMP_MALFORMED')
  if (age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_OLD')
  if (-age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_NEW')
}

/** Where hashing is asynchronous, the hash of a dedup key is made before the event is handed out. */
async function dedupeHash({ scheme, platform }: Setup, message: Received): Promise<string | undefined> {
  if (platform.synchronous) return undefined
  try {
    const { dedupe } = scheme.describe?.(message) ?? {}
    return dedupe && needsHash(dedupe) ? await platform.hash('sha256', [message.body], 'hex') : undefined
  } catch {
    // A scheme that cannot describe a message says so when the event is asked, here as on other platforms.
    return undefined
  }
}
