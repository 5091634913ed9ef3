import type { Snapshot } from '../configuration/live.ts'
import { type Code, codes } from '../model/codes.ts'
import { type Diagnosis, isSettled, type KeptRejection } from '../model/rejection.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import { operatorHint, operatorHintOf } from '../observe/operator-hint.ts'
import type { Explainer } from './explainer.ts'
import { keptRequest } from './kept-request.ts'
import { type MayTry, otherSecrets } from './other-secrets.ts'
import type { HeaderSeal } from './sealed-headers.ts'

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
 * signature, and where no explanation was to be had in time.
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
  // What the key was that it names, only its receipt could tell; and no trial of a signature that holds finds a fault.
  if (source.scheme.proof.keys === 'resolved' || isSettled(rejection.code))
    return certain(rejection.code, rejection.explanation)
  let request: ReturnType<typeof keptRequest>['request']
  try {
    request = keptRequest(rejection, seal).request
  } catch {
    return certain('ERR_SECRET_UNREADABLE', codes.ERR_SECRET_UNREADABLE.title)
  }
  const explained = await explainer.explain({
    scheme: schemeOf(source.source),
    secrets: source.secrets,
    otherSecrets: otherSecrets(live, source.source, mayTry),
    params: source.params,
    publicUrl: source.publicUrl,
    toleranceSeconds: source.source.policy.toleranceSeconds ?? undefined,
    request,
  })
  if (explained === null) return null
  const found = explained.diagnosis
  if (!found.matched) return { ...found, fix: operatorHint(found.fix) }
  return {
    ...found,
    cause: 'It verifies now: what its source is set up with has changed since it was refused.',
    fix: 'Let it in: `countersign rejection reverify`, or POST to its `/reverify`.',
  }
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
