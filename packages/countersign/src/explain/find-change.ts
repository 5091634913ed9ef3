import type { Secret, Secrets } from '../keys/secret.ts'
import type { Bytes } from '../message/bytes.ts'
import { plainHeaders } from '../message/headers.ts'
import type { RawInput } from '../message/input.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { VerifyOptions } from '../verify/options.ts'
import { safeVerify } from '../verify.ts'
import { bodyTrials } from './body-trials.ts'
import { duration } from './clock-change.ts'
import { headerTrials } from './header-trials.ts'
import { otherSchemes, readsNoMore } from './other-schemes.ts'
import { readsUrl } from './reads-url.ts'
import { schemeTrials } from './scheme-trials.ts'
import { secretTrials } from './secret-trials.ts'
import { tokenTrials } from './token-trials.ts'
import { both, type Change, type Trial } from './trial.ts'
import { urlTrials } from './url-trials.ts'
import type { Meter } from './work.ts'

/** What `explain` takes beside the message. */
export interface ExplainOptions<S extends Scheme = Scheme> extends VerifyOptions<S> {
  /** Other schemes to try by name, such as the whole catalogue; of its schemes only those are looked up whose headers came. */
  readonly schemes?: Readonly<Record<string, Scheme>> | undefined
  /** The secrets of other sources by the source’s name; 256 at most are tried, with half of the work at most. */
  readonly otherSecrets?: Readonly<Record<string, Secrets>> | undefined
}

/** A message in pieces, its body read. */
export type ReadInput = RawInput & { readonly body: Bytes }

/** Bodies beyond this are not rewritten: an explanation of the largest takes a second or two of CPU time. */
const mostBytes = 1_048_576
/** A clock that never matters: what is sought is whose signature it is. */
const anyTime = 1e11
const mostOtherSecrets = 256

/** What Content-Length says, where it says something. */
export function contentLengthOf(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['content-length']
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined
}

/** The secrets with their validity; those that are missing are left out. */
function entries(given: Secrets): readonly Secret[] {
  return [given]
    .flat()
    .filter((secret) => secret !== undefined && secret !== null)
    .map((secret) =>
      typeof secret === 'object' && 'value' in secret ? secret : { value: secret as SecretMaterial },
    )
}

/** The secrets’ values; those that are missing are left out. */
export function secretValues(given: Secrets): readonly SecretMaterial[] {
  return entries(given).map(({ value }) => value)
}

function validity({ notBefore, expiresAt }: Secret, now: number): Change {
  const early = notBefore !== undefined && notBefore.getTime() > now
  const code = early ? 'secret-not-yet-valid' : 'secret-expired'
  const by = early ? notBefore.getTime() - now : now - (expiresAt?.getTime() ?? now)
  const when = early ? `It will be in ${duration(by)}` : `It has been for ${duration(by)}`
  return { code, evidence: `${when}; without its validity the signature matches.` }
}

/** Whether a message verifies with a trial’s changes; counted. */
function matcher(options: ExplainOptions, raw: ReadInput, meter: Meter): (trial: Trial) => Promise<boolean> {
  const headers = plainHeaders(raw.headers)
  const { scheme, publicUrl, params, resolveKey, now } = options
  const set = {
    params,
    resolveKey,
    toleranceSeconds: anyTime,
    maxBytes: Number.MAX_SAFE_INTEGER,
    ...(now === undefined ? {} : { now }),
  }
  return async (trial) => {
    const { body = raw.body, url, secret } = trial
    if (!meter.take(body.length)) return false
    const input = {
      ...raw,
      body,
      headers: { ...headers, ...trial.headers },
      ...(url === undefined ? {} : { url }),
    }
    const secrets = secret ?? options.secrets
    const { scheme: tried = scheme } = trial
    const result = await safeVerify(input, { ...set, scheme: tried, secrets, publicUrl: url ?? publicUrl })
    if (!result.ok && /_(MISSING|MALFORMED|EMPTY|INVALID)$/.test(result.error.code))
      meter.giveBack(body.length)
    return result.ok
  }
}

/** All single changes, then some of two together, until one matches or the work is done. */
export async function findChange(
  options: ExplainOptions,
  raw: ReadInput,
  { now, meter, urlWanted }: { readonly now: number; readonly meter: Meter; readonly urlWanted: boolean },
): Promise<readonly Change[] | undefined> {
  const headers = plainHeaders(raw.headers)
  const { scheme, params = {} } = options
  const matches = matcher(options, raw, meter)
  const secrets = entries(options.secrets)
  for (const secret of secrets) {
    if (await matches({ secret: secret.value, changes: [] })) return [validity(secret, now)]
  }
  const half = meter.left / 2
  for (const [name, value] of otherValues(options)) {
    // What may have been changed on the way is worth as much as whose secret it may be.
    if (meter.left < half) {
      meter.add(0, 0, false)
      break
    }
    const evidence = `A secret of ${name} signed it.`
    if (await matches({ secret: value, changes: [] })) return [{ code: 'secret-of-another-source', evidence }]
  }
  const context = { params, resolveKey: options.resolveKey, now, toleranceSeconds: undefined }
  const values = secrets.map(({ value }) => value)
  const looks = urlWanted || (await readsUrl(scheme, raw, values, context))
  const urls = looks ? urlTrials(knownUrl(options, raw), requestedUrl(raw), headers) : []
  const bodies = raw.body.length > mostBytes ? [] : await bodyTrials(raw.body, contentLengthOf(headers))
  const rewritten = [...urls, ...bodies, ...headerTrials(scheme, headers)]
  const foreign = otherSchemes(scheme, options.schemes ?? {}, headers)
  const lookAlikes = foreign.filter((trial) => readsNoMore(trial, scheme, headers))
  const others = [
    ...tokenTrials(scheme, raw, params, now),
    ...schemeTrials(scheme, headers),
    ...foreign.filter((trial) => !lookAlikes.includes(trial)),
  ]
  for (const secret of values.length === 0 ? [undefined] : values) {
    const given = secret === undefined ? {} : { secret }
    for (const trial of [...rewritten, ...others])
      if (await matches({ ...given, ...trial })) return trial.changes
    const changed = secret === undefined ? [] : secretTrials(secret)
    for (const trial of changed) if (await matches(trial)) return trial.changes
    for (const trial of lookAlikes) if (await matches({ ...given, ...trial })) return trial.changes
    for (const first of changed)
      for (const second of rewritten)
        if (second.rare !== true && (await matches(both(first, second)))) return both(first, second).changes
  }
  return undefined
}

function otherValues({
  otherSecrets = {},
}: ExplainOptions): readonly [name: string, value: SecretMaterial][] {
  const all = Object.entries(otherSecrets).flatMap(([name, secrets]) =>
    secretValues(secrets).map((value): [string, SecretMaterial] => [name, value]),
  )
  return all.slice(0, mostOtherSecrets)
}

function requestedUrl({ url }: ReadInput): string | undefined {
  return url === undefined ? undefined : String(url)
}

function knownUrl({ publicUrl }: ExplainOptions, raw: ReadInput): string | undefined {
  if (publicUrl !== undefined) return String(publicUrl)
  const url = requestedUrl(raw)
  return url !== undefined && /^https?:\/\//i.test(url) ? url : undefined
}
