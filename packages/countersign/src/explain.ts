import { derive } from './derive.ts'
import type { ErrorCode } from './errors/error-codes.ts'
import { told } from './errors/told.ts'
import { WebhookError } from './errors/webhook-error.ts'
import { type Cause, causes } from './explain/causes.ts'
import { clockChange } from './explain/clock-change.ts'
import {
  contentLengthOf,
  type ExplainOptions,
  findChange,
  type ReadInput,
  secretValues,
} from './explain/find-change.ts'
import { othersHeaders } from './explain/other-schemes.ts'
import { suspicions } from './explain/suspicions.ts'
import { tokenSuspicions } from './explain/token-trials.ts'
import type { Change } from './explain/trial.ts'
import { Meter, type Work } from './explain/work.ts'
import { bodyBytes, defaultMaxBytes, type RequestLike, readRequestBody } from './message/body.ts'
import { plainHeaders } from './message/headers.ts'
import type { Input } from './message/input.ts'
import type { Scheme } from './scheme/scheme.ts'
import { readNow } from './verify/now.ts'
import { safeVerify } from './verify.ts'

export type { Cause, ExplainOptions, Work }

/** Why a message is refused. Holds no secret, no signature and nothing of the body. */
export interface Explanation {
  /** Whether the message is authentic as it is, by these options. */
  readonly matched: boolean
  /**
   * What was found, of the closed list of causes: several where they came together, or where several are likely. Where
   * none was, the code of the refusal; empty where the message is authentic.
   */
  readonly codes: readonly (Cause | ErrorCode)[]
  /** One sentence. */
  readonly cause: string
  /** `proven`: with the named thing undone the signature matches. */
  readonly confidence: 'proven' | 'likely' | 'unknown'
  readonly evidence: readonly string[]
  /** What to do. */
  readonly fix: string
  /** What finding out has cost. */
  readonly work: Work
}

/** The most bytes that go through a check for one explanation. */
const mostWork = 64 * 1_048_576

async function inPieces(input: Input): Promise<ReadInput> {
  const isRequest = typeof (input as { arrayBuffer?: unknown }).arrayBuffer === 'function'
  const body = isRequest
    ? await readRequestBody(input as RequestLike, defaultMaxBytes)
    : bodyBytes(input, Number.POSITIVE_INFINITY)
  return { method: input.method, url: input.url, headers: plainHeaders(input.headers), body }
}

/** In place of the hint of ERR_SIGNATURE_MISMATCH, which sends its reader here. */
const compareBoth =
  'Compare the secret with the one at the provider, and where it is the same, verify the raw bytes: something has changed them in another way than is usual.'

type Told = Omit<Explanation, 'work' | 'matched'>

function proven(changes: readonly Change[], more: readonly string[] = []): Told {
  const said = changes.map(({ code, detail }) =>
    detail === undefined ? causes[code].cause : `${causes[code].cause} ${detail}`,
  )
  return {
    codes: [...new Set(changes.map(({ code }) => code))],
    cause: said.join(' '),
    confidence: 'proven',
    evidence: [...changes.map(({ evidence }) => evidence), ...more],
    fix: [...new Set(changes.map(({ code, fix }) => fix ?? causes[code].fix))].join(' '),
  }
}

function refused(error: WebhookError, confidence: Told['confidence']): Told {
  const { message, hint } = told(error)
  const fix = error.code === 'ERR_SIGNATURE_MISMATCH' ? compareBoth : hint
  return { codes: [error.code], cause: message, confidence, evidence: [], fix }
}

function likely(error: WebhookError, found: readonly Change[]): Told {
  const codes = [...new Set(found.map(({ code }) => code))]
  return {
    codes,
    cause: [told(error).message, ...codes.map((code) => `Perhaps: ${causes[code].cause}`)].join(' '),
    confidence: 'likely',
    evidence: found.map(({ evidence }) => evidence),
    fix: codes.map((code) => causes[code].fix).join(' '),
  }
}

/** What no change of the message can mend. */
function isCertain({ code }: WebhookError): boolean {
  return code === 'ERR_OPTIONS_INVALID' || code.startsWith('ERR_BODY') || code === 'ERR_SECRET_EMPTY'
}

/** The content or place that the signature belongs to, found as `derive` finds it. */
async function derived(options: ExplainOptions, raw: ReadInput, meter: Meter): Promise<Change | undefined> {
  for (const secret of secretValues(options.secrets)) {
    if (typeof secret !== 'string' || options.scheme.proof.keys !== 'secret') continue
    try {
      const url = options.publicUrl ?? raw.url
      const { schemes, tried, complete } = await derive(
        { ...raw, url },
        { secret, maxHashedBytes: meter.left },
      )
      meter.add(tried, raw.body.length, complete)
      const found = schemes.find(({ kind }) => kind === 'hmac')
      if (found?.kind !== 'hmac') continue
      const { hash, encoding, content, signature } = found
      const parts = content.map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
      const [place = ''] = 'header' in signature ? [`, in the header ${signature.header}`] : []
      const detail = `It is HMAC-${hash.toUpperCase()} in ${encoding} of ${parts.join(' ')}${place}.`
      return { code: 'signature-content', evidence: 'Computed that way it matches.', detail }
    } catch {
      // A secret or a body that derive() does not take.
    }
  }
  return undefined
}

/**
 * Finds out why a message is refused, by trying what usually goes wrong: a dirty secret, a body that was parsed
 * and written again, changed line ends, a URL behind a proxy, another hash, another provider's scheme, a clock. Bounded in
 * work, which it tells; made for an operator who looks into a refusal, not for the way of every request.
 *
 * @throws {WebhookError} ERR_INPUT_INVALID where there is no message to look at
 * @throws {WebhookError} ERR_BODY_CONSUMED
 * @throws {WebhookError} ERR_BODY_TOO_LARGE for a Request beyond 1 MiB
 * @throws {WebhookError} ERR_BODY_UNREADABLE for a Request that breaks off
 *
 * @example
 * const { cause, confidence, fix } = await explain({ headers, body }, { scheme: webex, secrets })
 */
export async function explain<S extends Scheme>(
  input: Input,
  options: ExplainOptions<S>,
): Promise<Explanation> {
  if (typeof input !== 'object' || typeof input?.headers !== 'object' || input.headers === null) {
    throw new WebhookError('ERR_INPUT_INVALID')
  }
  const raw = await inPieces(input)
  const meter = new Meter(mostWork)
  const result = await safeVerify(raw, options)
  if (result.ok) {
    return {
      matched: true,
      codes: [],
      cause: 'The signature is authentic.',
      confidence: 'proven',
      evidence: [`Secret ${result.event.secretId} signed it.`],
      fix: '',
      work: meter.work(),
    }
  }
  const found = await tell(options, raw, result.error, meter)
  return { matched: false, ...found, work: meter.work() }
}

async function tell(
  options: ExplainOptions,
  raw: ReadInput,
  error: WebhookError,
  meter: Meter,
): Promise<Told> {
  const now = options.now === undefined ? Date.now() : readNow(options.now)
  if (error.code === 'ERR_TIMESTAMP_TOO_OLD' || error.code === 'ERR_TIMESTAMP_TOO_NEW') {
    const { toleranceSeconds = options.scheme.proof.toleranceSeconds } = options
    const anyTime = await safeVerify(raw, { ...options, toleranceSeconds: Number.MAX_SAFE_INTEGER })
    const changes = anyTime.ok ? undefined : await findChange(options, raw, { now, meter, urlWanted: false })
    if (changes !== undefined) return proven(changes)
    const signedAt = anyTime.ok ? anyTime.event.timestamp?.getTime() : undefined
    const code = error.code === 'ERR_TIMESTAMP_TOO_OLD' ? 'clock-behind' : 'clock-ahead'
    const { more, ...change } = clockChange(signedAt, now, toleranceSeconds, code)
    return proven([change], more)
  }
  if (isCertain(error)) return refused(error, 'proven')
  const changes = await findChange(options, raw, { now, meter, urlWanted: error.code === 'ERR_URL_MISSING' })
  if (changes !== undefined) return proven(changes)
  const headers = plainHeaders(raw.headers)
  const others = othersHeaders(options.scheme, headers)
  const content = await derived(options, raw, meter)
  if (content !== undefined) {
    return proven(
      [content],
      others.map(({ evidence }) => evidence),
    )
  }
  // Where nothing was compared, or the message is another's, no secret is to blame.
  const compared = error.code.endsWith('_MISMATCH') && others.length === 0
  const keyRefused = error.code === 'ERR_KEY_UNAVAILABLE' && options.resolveKey !== undefined
  const found = [
    ...tokenSuspicions(options.scheme, raw, options.params ?? {}, keyRefused),
    ...others,
    ...suspicions(
      raw.body,
      headers,
      contentLengthOf(headers),
      compared ? secretValues(options.secrets) : undefined,
    ),
  ]
  return found.length === 0 ? refused(error, 'unknown') : likely(error, found)
}
