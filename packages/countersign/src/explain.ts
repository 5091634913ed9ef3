import { told } from './errors/told.ts'
import { WebhookError } from './errors/webhook-error.ts'
import { bodySuspicions } from './explain/body-trials.ts'
import { contentLengthOf, type ExplainOptions, findChange } from './explain/find-change.ts'
import { bodyBytes, defaultMaxBytes, type RequestLike, readRequestBody } from './message/body.ts'
import { plainHeaders } from './message/headers.ts'
import type { Input, RawInput } from './message/input.ts'
import type { Scheme } from './scheme/scheme.ts'
import { safeVerify } from './verify.ts'

export type { ExplainOptions }

/** Why a message is refused. Holds no secret, no signature and nothing of the body. */
export interface Explanation {
  /** Whether the message is authentic as it is, by these options. */
  readonly matched: boolean
  /** One sentence. */
  readonly cause: string
  /** `proven`: with the named thing undone the signature matches. */
  readonly confidence: 'proven' | 'likely' | 'unknown'
  readonly evidence: readonly string[]
  /** What to do. */
  readonly fix: string
}

async function inPieces(input: Input): Promise<RawInput & { readonly body: Uint8Array }> {
  const isRequest = typeof (input as { arrayBuffer?: unknown }).arrayBuffer === 'function'
  const body = isRequest
    ? await readRequestBody(input as RequestLike, defaultMaxBytes)
    : bodyBytes(input, Number.POSITIVE_INFINITY)
  return { method: input.method, url: input.url, headers: plainHeaders(input.headers), body }
}

/** In place of the hint of ERR_SIGNATURE_MISMATCH, which sends its reader here. */
const compareBoth =
  'Compare the secret with the one at the provider: it fits with none of the usual slips undone. If it is the same, something has changed the body in another way; verify the raw bytes.'

function unproven(error: WebhookError, evidence: readonly string[]): Explanation {
  const likely = evidence.length > 0
  return {
    matched: false,
    cause: told(error).message,
    confidence: likely ? 'likely' : 'unknown',
    evidence,
    fix: error.code === 'ERR_SIGNATURE_MISMATCH' ? compareBoth : told(error).hint,
  }
}

/** Headers that look like another provider's signature. */
function otherSignatures(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(headers)
    .filter((name) => /signature|hmac|x-.*token$/.test(name))
    .map((name) => `There is a header ${name.slice(0, 64)}, which this scheme does not read.`)
}

/**
 * Finds out why a message is refused, by trying what usually goes wrong: a dirty secret, a body that was parsed
 * and written again, changed line ends, another hash, another provider's scheme, a clock. Bounded in work.
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
  const result = await safeVerify(raw, options)
  if (result.ok) {
    const evidence = [`Secret ${result.event.secretId} signed it.`]
    return { matched: true, cause: 'The signature is authentic.', confidence: 'proven', evidence, fix: '' }
  }
  const { error } = result
  const { message, hint } = told(error)
  const headers = plainHeaders(raw.headers)
  if (error.code === 'ERR_TIMESTAMP_TOO_OLD' || error.code === 'ERR_TIMESTAMP_TOO_NEW') {
    return {
      matched: false,
      cause: message,
      confidence: 'proven',
      evidence: ['The signature itself matches.'],
      fix: hint,
    }
  }
  if (
    error.code === 'ERR_OPTIONS_INVALID' ||
    error.code.startsWith('ERR_BODY') ||
    error.code === 'ERR_SECRET_EMPTY'
  ) {
    return { matched: false, cause: message, confidence: 'proven', evidence: [], fix: hint }
  }
  const changes = await findChange(options, raw)
  if (changes !== undefined) {
    const cause = changes.map((change) => change.cause).join(' ')
    const fix = [...new Set(changes.map((change) => change.fix))].join(' ')
    return {
      matched: false,
      cause,
      confidence: 'proven',
      evidence: changes.map((change) => change.evidence),
      fix,
    }
  }
  if (error.code === 'ERR_SIGNATURE_MISSING') return unproven(error, otherSignatures(headers))
  return unproven(error, bodySuspicions(raw.body, contentLengthOf(headers)))
}
