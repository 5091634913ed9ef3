import { type CallAnswer, CallTimeout, type Call as OutgoingCall } from '../egress/call.ts'
import { LookUpFailed } from '../egress/resolve.ts'
import { parseRetryAfter } from '../model/retry-after.ts'
import { ProviderError } from './provider-error.ts'
import { type AnswerPlace, bodyOf, maxBytes, readJson } from './read-answer.ts'

/** One call. The path is joined to the base; a `url` must be under the base's origin. */
interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  /** What was being done, for the sentence of a failure: `list the webhooks`. */
  readonly doing: string
}

/** The answer to a call that went well (2xx). */
interface Answer {
  readonly status: number
  /** The parsed JSON; undefined where the body is empty. */
  readonly json: unknown
  /** The `Link` header's `rel="next"`, as a path under the base, or null. */
  readonly next: string | null
}

export interface CallerOptions {
  /** Words for sentences, such as `Webex`. */
  readonly provider: string
  /** The API's base without a slash at its end. */
  readonly base: string
  readonly token: string
  /** Longest wait for one answer, in ms. Default: 15,000. */
  readonly timeoutMs?: number
  /** Longest time that a call waits on `Retry-After` in all, in ms. Default: 30,000. */
  readonly patienceMs?: number
  /** Makes the requests. */
  readonly call: OutgoingCall
  readonly sleep: (ms: number) => Promise<void>
  /** Milliseconds since 1970; `Retry-After` may be a date. */
  readonly now: () => number
}

export interface Caller {
  (call: Call): Promise<Answer>
  /** How far the provider's clock ran ahead of ours at its last answer, in ms, to the second; 0 before the first. */
  clockAheadMs(): number
}

/** How often a call is made at most, the first included. */
const tries = 3
/** Between tries where the provider names no time, in ms; doubled each time. */
const firstWaitMs = 500

/**
 * Makes calls to one provider with one token: bounded in time and bytes, patient with 429, never following a
 * redirect (the token would go along). What may be done twice is tried again after a 5xx or a broken
 * connection; a POST is not. Every failure is a `ProviderError`.
 */
export function createCaller(options: CallerOptions): Caller {
  const clock = { aheadMs: 0 }
  const caller = async (call: Call): Promise<Answer> => {
    let patience = options.patienceMs ?? 30_000
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await once(options, call, clock).catch(asProviderError)
      if (!(outcome instanceof ProviderError)) return outcome
      const limited = outcome.code === 'ERR_PROVIDER_RATE_LIMITED'
      const waitMs = outcome.retryAfterMs ?? firstWaitMs * 2 ** (attempt - 1)
      const again = limited || (call.method !== 'POST' && outcome.ambiguous)
      if (!again || attempt >= tries || waitMs > patience) throw outcome
      patience -= waitMs
      await options.sleep(waitMs)
    }
  }
  return Object.assign(caller, { clockAheadMs: () => clock.aheadMs })
}

function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  throw error
}

async function once(options: CallerOptions, call: Call, clock: { aheadMs: number }): Promise<Answer> {
  const { provider, base, token } = options
  const url = new URL(base + call.path)
  for (const [name, value] of Object.entries(call.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, value)
  const { headers, body } = content(call)
  const timeoutMs = options.timeoutMs ?? 15_000
  let answer: CallAnswer
  try {
    answer = await options.call(url, {
      method: call.method,
      headers: { ...headers, accept: 'application/json', authorization: `Bearer ${token}` },
      ...{ body, timeoutMs, maxBytes },
    })
  } catch (cause) {
    throw unreachable(provider, url.host, call, cause, cause instanceof CallTimeout ? timeoutMs : null)
  }
  const { status } = answer
  const said = Date.parse(header(answer, 'date') ?? '')
  if (!Number.isNaN(said)) clock.aheadMs = said - options.now()
  const place = { provider, host: url.host, doing: call.doing, status }
  const bytes = bodyOf(place, answer.body)
  if (status < 200 || status > 299)
    throw failure(place, bytes, parseRetryAfter(header(answer, 'retry-after'), options.now()))
  const json = bytes.byteLength === 0 ? undefined : readJson(place, bytes)
  return { status, json, next: nextPath(place, base, header(answer, 'link')) }
}

function content(call: Call): { headers: Record<string, string>; body?: string } {
  if (call.json !== undefined)
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.json) }
  if (call.form === undefined) return { headers: {} }
  const body = new URLSearchParams(call.form).toString()
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body }
}

function header(answer: CallAnswer, name: string): string | null {
  const value = answer.headers[name]
  return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
}

function unreachable(
  provider: string,
  host: string,
  call: Call,
  cause: unknown,
  after: number | null,
): ProviderError {
  const { code } = cause as { code?: string }
  const never =
    cause instanceof LookUpFailed ||
    cause instanceof AggregateError ||
    code === 'ECONNREFUSED' ||
    code === 'ENOTFOUND' ||
    code === 'EAI_AGAIN' ||
    code === 'UND_ERR_CONNECT_TIMEOUT'
  const what =
    after !== null
      ? `did not answer within ${after / 1000} s`
      : `could not be reached (${code ?? 'connection broken'})`
  return new ProviderError(
    'ERR_PROVIDER_UNREACHABLE',
    `${provider} at ${host} ${what} when asked to ${call.doing}.`,
    { ambiguous: !never || call.method !== 'POST', cause },
  )
}

/** A sentence for each way of saying no. The provider's own words are quoted, shortened, as text. */
function failure(
  { provider, host, doing, status }: AnswerPlace,
  bytes: Uint8Array,
  retryAfterMs: number | null,
): ProviderError {
  const words = wordsOf(bytes)
  const said = words === '' ? '' : ` It said: "${words}".`
  const error = (code: ProviderError['code'], sentence: string, more: object = {}) =>
    new ProviderError(code, `${sentence}${said}`, { status, ...more })
  if (status === 401)
    return error('ERR_PROVIDER_TOKEN', `${provider} at ${host} does not accept the token (401).`)
  if (status === 403)
    return error(
      'ERR_PROVIDER_SCOPE',
      `The token is good at ${provider} (${host}) and may not ${doing} (403).`,
    )
  if (status === 404 || status === 410)
    return error(
      'ERR_PROVIDER_NOT_FOUND',
      `${provider} at ${host} knows nothing of what was meant, when asked to ${doing} (${status}).`,
    )
  if (status === 429)
    return error('ERR_PROVIDER_RATE_LIMITED', `${provider} at ${host} asks to be left alone for now (429).`, {
      retryAfterMs,
    })
  if (status === 501)
    return error('ERR_PROVIDER_REFUSED', `${provider} at ${host} does not offer to ${doing} (501).`)
  if (status >= 500)
    return error(
      'ERR_PROVIDER_FAILED',
      `${provider} at ${host} failed by itself (${status}) when asked to ${doing}.`,
      {
        ambiguous: true,
        retryAfterMs,
      },
    )
  if (status >= 300 && status < 400)
    return error(
      'ERR_PROVIDER_ANSWER',
      `${host} redirects instead of answering (${status}). The token is not sent along.`,
    )
  return error('ERR_PROVIDER_REFUSED', `${provider} at ${host} refused to ${doing} (${status}).`)
}

/** A reason is a sentence or two: an answer longer than this is not looked into for one. */
const mostReasonBytes = 64 * 1024

/** What the provider gives as its reason: at most 200 letters on one line. */
function wordsOf(bytes: Uint8Array): string {
  if (bytes.byteLength > mostReasonBytes) return ''
  try {
    const { message, error_msg, detail } = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const words: unknown = message ?? error_msg ?? detail
    return typeof words === 'string'
      ? words
          .replace(/[\p{Cc}\s]+/gu, ' ')
          .trim()
          .slice(0, 200)
      : ''
  } catch {
    return ''
  }
}

/** The next page as a path under the base. A link to anywhere else is refused: the token would go there. */
function nextPath(place: AnswerPlace, base: string, link: string | null): string | null {
  const next = link?.split(/,\s*(?=<)/).find((part) => /;\s*rel="?next"?/i.test(part))
  const target = next === undefined ? undefined : /^\s*<([^>]*)>/.exec(next)?.[1]
  if (target === undefined || target === '') return null
  const url = URL.canParse(target, `${base}/`) ? new URL(target, `${base}/`) : null
  const root = new URL(`${base}/`)
  if (url === null || url.origin !== root.origin || !url.pathname.startsWith(root.pathname))
    throw new ProviderError(
      'ERR_PROVIDER_ANSWER',
      `${place.provider} at ${place.host} points to another place for the next page of its list. The token is not sent there.`,
      { status: place.status },
    )
  return url.pathname.slice(root.pathname.length - 1) + url.search
}
