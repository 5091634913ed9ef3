import { secretList } from '../keys/secret.ts'
import { plainHeaders } from '../message/headers.ts'
import type { RawInput } from '../message/input.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { VerifyOptions } from '../verify/options.ts'
import { safeVerify } from '../verify.ts'
import { bodyTrials } from './body-trials.ts'
import { schemeTrials } from './scheme-trials.ts'
import { secretTrials } from './secret-trials.ts'
import type { Change } from './trial.ts'

/** What `explain` takes beside the message. */
export interface ExplainOptions<S extends Scheme = Scheme> extends VerifyOptions<S> {
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

const validity: Change = {
  cause: 'The secret that signed is expired or not valid yet.',
  evidence: 'It is among the secrets given, and without its validity the signature matches.',
  fix: 'Set the new secret at the provider, or let the old one live longer.',
}

/** What Content-Length says, where it says something. */
export function contentLengthOf(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['content-length']
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined
}

/** The secrets' values; those that are missing are left out. */
function secretValues(given: ExplainOptions['secrets']): readonly SecretMaterial[] {
  return secretList(given)
    .filter((secret) => secret !== undefined && secret !== null)
    .map((secret) => (typeof secret === 'object' && 'value' in secret ? secret.value : secret))
}

/** All single changes, then changes of secret and body together, until one matches or the work is done. */
export async function findChange(
  options: ExplainOptions,
  raw: RawInput & { body: Uint8Array },
): Promise<readonly Change[] | undefined> {
  const headers = plainHeaders(raw.headers)
  const { scheme } = options
  const contentLength = contentLengthOf(headers)
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
      maxBytes: Number.MAX_SAFE_INTEGER,
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
