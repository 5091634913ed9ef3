import { type Scheme, safeVerify } from 'countersign'
import type { LiveSource, Snapshot } from '../configuration/live.ts'
import { type Code, codes } from '../model/codes.ts'
import { type Diagnosis, isSettled, type KeptRejection } from '../model/rejection.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import { operatorHint, operatorHintOf } from '../observe/operator-hint.ts'
import type { Explainer } from './explainer.ts'
import { keptRequest } from './kept-request.ts'
import { type MayTry, otherSecrets } from './other-secrets.ts'
import type { HeaderSeal } from './sealed-headers.ts'
import type { VerifiableRequest } from './verify-candidate.ts'

const sourceGone: Diagnosis = {
  matched: false,
  codes: [],
  cause: 'Its source was deleted, and its secrets with it: there is nothing left to try.',
  confidence: 'unknown',
  evidence: [],
  fix: 'Save its body and headers where they are wanted, and try a secret on them with `countersign explain`.',
  work: null,
}

/**
 * Why a kept request is refused: the library's explanation as of the receipt, with the scheme, the parameters and
 * the secrets that its source has now, and those of other sources that whoever asks may hear of. Its credentials are
 * tried and not told. Null where the source checks no
 * signature, and where no explanation was to be had in time. A key that a token names is asked for once more.
 */
export async function diagnose(
  rejection: KeptRejection,
  {
    live,
    seal,
    explainer,
    mayTry,
  }: { live: Snapshot; seal: HeaderSeal; explainer: Pick<Explainer, 'explain'>; mayTry: MayTry },
): Promise<Diagnosis | null> {
  const source = live.sourceByNumber(rejection.source)
  if (source === undefined || source.source.deletedAt !== null) return sourceGone
  if (source.broken !== null) return certain(source.broken.code, source.broken.explanation)
  if (source.scheme === null || source.verifier === null) return null
  // No trial of a signature that holds finds a fault.
  if (isSettled(rejection.code)) return certain(rejection.code, rejection.explanation)
  const fetched = source.resolveKey !== null && source.secrets.length === 0
  // Of a certificate name and time count as well, and only the receipt could tell what it was.
  if (fetched && !holdsTokens(source.scheme)) return certain(rejection.code, rejection.explanation)
  let request: ReturnType<typeof keptRequest>['request']
  try {
    request = keptRequest(rejection, seal).request
  } catch {
    return certain('ERR_SECRET_UNREADABLE', codes.ERR_SECRET_UNREADABLE.title)
  }
  const key = fetched ? await namedKey(source, request) : undefined
  const explained = await explainer.explain({
    scheme: schemeOf(source.source),
    secrets: key === undefined ? source.secrets : [{ id: 'fetched', value: key }],
    otherSecrets: otherSecrets(live, source.source, mayTry),
    params: source.params,
    publicUrl: source.publicUrl,
    toleranceSeconds: source.source.policy.toleranceSeconds ?? undefined,
    request,
  })
  if (explained === null) return null
  const found = explained.diagnosis
  // The key may be another one since: what its receipt told is worth more than nothing.
  if (fetched && found.confidence === 'unknown') return certain(rejection.code, rejection.explanation)
  if (!found.matched) return { ...found, fix: operatorHint(found.fix) }
  return {
    ...found,
    cause: 'It verifies now: what its source is set up with has changed since it was refused.',
    fix: 'Let it in: `countersign rejection reverify`, or POST to its `/reverify`.',
  }
}

function holdsTokens({ proof }: Scheme): boolean {
  return (proof.parts ?? [proof]).every(({ jwt }) => jwt !== undefined)
}

/** The key that a message names as it is had now; undefined where it names none, or it is not to be had. */
async function namedKey(
  { scheme, params, publicUrl, resolveKey }: LiveSource,
  request: VerifiableRequest,
): Promise<string | undefined> {
  let key: string | undefined
  if (scheme === null || resolveKey === null) return key
  await safeVerify(request, {
    ...{ scheme, secrets: [], params, publicUrl, now: new Date(request.receivedAt) },
    maxBytes: Number.MAX_SAFE_INTEGER,
    resolveKey: async (wanted) => {
      key = await resolveKey(wanted)
      return key
    },
  })
  return key
}

function certain(code: string, cause: string): Diagnosis {
  return {
    matched: false,
    codes: [code],
    cause,
    confidence: 'proven',
    evidence: [],
    fix: hintOf(code),
    work: null,
  }
}

function hintOf(code: string): string {
  return Object.hasOwn(codes, code) ? codes[code as Code].hint : operatorHintOf(code)
}
