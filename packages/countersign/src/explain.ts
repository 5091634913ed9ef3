import { bodyBytes, defaultMaxBytes, type RequestLike, readRequestBody } from './body.ts'
import { WebhookError } from './errors.ts'
import { bodySuspicions, bodyTrials } from './explain/body-trials.ts'
import { schemeTrials } from './explain/scheme-trials.ts'
import { secretTrials } from './explain/secret-trials.ts'
import type { Change } from './explain/trial.ts'
import { plainHeaders } from './headers.ts'
import type { Input, RawInput, VerifyOptions } from './options.ts'
import type { EventMap, Scheme } from './scheme.ts'
import type { Secret, SecretMaterial } from './secret.ts'
import { safeVerify } from './verify.ts'

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

/** What `explain` takes beside the message. */
export interface ExplainOptions<Events extends EventMap = EventMap> extends VerifyOptions<Events> {
  /** Other schemes to try, such as the whole catalogue. */
  readonly schemes?: Readonly<Record<string, Scheme>> | undefined
}

/** Bodies beyond this are not rewritten: the work of an explanation stays below a second. */
const mostBytes = 1_048_576
/** The most bytes that go through a hash for one explanation. */
const mostWork = 64 * 1_048_576
/** A clock that never matters: what is sought is whose signature it is. */
const anyTime = 1e11

type Try = {
  readonly scheme: Scheme
  readonly secret: SecretMaterial
  readonly body: Uint8Array
  readonly headers: Record<string, string>
}

async function inPieces(input: Input): Promise<RawInput & { readonly body: Uint8Array }> {
  const isRequest = typeof (input as { arrayBuffer?: unknown }).arrayBuffer === 'function'
  const body = isRequest
    ? await readRequestBody(input as RequestLike, defaultMaxBytes)
    : bodyBytes(input, Number.POSITIVE_INFINITY)
  return { method: input.method, url: input.url, headers: plainHeaders(input.headers), body }
}

/** The secrets' values; those that are missing are left out. */
function secretValues(given: ExplainOptions['secrets']): readonly SecretMaterial[] {
  const list: readonly (SecretMaterial | Secret | undefined)[] = Array.isArray(given) ? given : [given]
  return list
    .filter((secret) => secret !== undefined && secret !== null)
    .map((secret) => (typeof secret === 'object' && 'value' in secret ? secret.value : secret))
}

/** All single changes, then changes of secret and body together, until one matches or the work is done. */
async function findChange(
  options: ExplainOptions,
  raw: RawInput & { body: Uint8Array },
): Promise<readonly Change[] | undefined> {
  const headers = plainHeaders(raw.headers)
  const { scheme } = options
  const length = headers['content-length']
  const contentLength = length !== undefined && /^\d{1,12}$/.test(length) ? Number(length) : undefined
  let work = mostWork
  const matches = async (tried: Partial<Try> & { readonly secret: SecretMaterial }): Promise<boolean> => {
    const body = tried.body ?? raw.body
    // A flat price on top of the bytes: tiny bodies with many secrets are bounded too.
    work -= body.length + 4096
    if (work < 0) return false
    const input = { ...raw, body, headers: { ...headers, ...tried.headers } }
    const secrets = tried.secret
    const { publicUrl, params } = options
    const result = await safeVerify(input, {
      scheme: tried.scheme ?? scheme,
      secrets,
      publicUrl,
      params,
      toleranceSeconds: anyTime,
      ...(options.now === undefined ? {} : { now: options.now }),
    })
    return result.ok
  }
  const secrets = secretValues(options.secrets)
  for (const secret of secrets) {
    if (await matches({ secret })) return [validity]
  }
  const bodies = raw.body.length > mostBytes ? [] : bodyTrials(raw.body, contentLength)
  for (const secret of secrets) {
    for (const trial of bodies) if (await matches({ secret, body: trial.body })) return [trial]
    for (const trial of schemeTrials(scheme, Object.values(options.schemes ?? {}), headers)) {
      if (await matches({ secret, scheme: trial.scheme, headers: { ...trial.headers } })) return [trial]
    }
    if (typeof secret !== 'string') continue
    const changed = secretTrials(secret)
    for (const trial of changed) if (await matches({ secret: trial.secret })) return [trial]
    for (const first of changed) {
      for (const second of bodies) {
        if (await matches({ secret: first.secret, body: second.body })) return [first, second]
      }
    }
  }
  return undefined
}

const validity: Change = {
  cause: 'The secret that signed is expired or not valid yet.',
  evidence: 'It is among the secrets given, and without its validity the signature matches.',
  fix: 'Set the new secret at the provider, or let the old one live longer.',
}

function unproven(error: WebhookError, evidence: readonly string[]): Explanation {
  const likely = evidence.length > 0
  return {
    matched: false,
    cause: error.message,
    confidence: likely ? 'likely' : 'unknown',
    evidence,
    fix: error.hint,
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
 * @example
 * const { cause, confidence, fix } = await explain({ headers, body }, { scheme: webex, secrets })
 *
 * Rejects with ERR_INPUT_INVALID and ERR_BODY_CONSUMED where there is no message to look at.
 */
export async function explain<Events extends EventMap>(
  input: Input,
  given: ExplainOptions<Events>,
): Promise<Explanation> {
  if (typeof input !== 'object' || input === null) throw new WebhookError('ERR_INPUT_INVALID')
  const options = given as unknown as ExplainOptions
  const raw = await inPieces(input)
  const result = await safeVerify(raw, options)
  if (result.ok) {
    const evidence = [`Secret ${result.event.secretId} signed it.`]
    return { matched: true, cause: 'The signature is authentic.', confidence: 'proven', evidence, fix: '' }
  }
  const { error } = result
  const headers = plainHeaders(raw.headers)
  if (error.code === 'ERR_TIMESTAMP_TOO_OLD' || error.code === 'ERR_TIMESTAMP_TOO_NEW') {
    return {
      matched: false,
      cause: error.message,
      confidence: 'proven',
      evidence: ['The signature itself matches.'],
      fix: error.hint,
    }
  }
  if (
    error.code === 'ERR_OPTIONS_INVALID' ||
    error.code.startsWith('ERR_BODY') ||
    error.code === 'ERR_SECRET_EMPTY'
  ) {
    return { matched: false, cause: error.message, confidence: 'proven', evidence: [], fix: error.hint }
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
  const length = headers['content-length']
  return unproven(
    error,
    bodySuspicions(raw.body, length !== undefined && /^\d{1,12}$/.test(length) ? Number(length) : undefined),
  )
}
