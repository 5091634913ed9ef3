import { canSign, credentialsOf, type DeliveryFacts, type Scheme } from 'countersign'
import { samplesOf } from 'countersign/testing'
import type { DeliveryFactsJson, SchemeJson } from '../answers/scheme.ts'
import { dedupeBasisOf, placeOf, signedOf } from './scheme-facts.ts'

/** What is shown of a scheme. */
export function showScheme(scheme: Scheme): SchemeJson {
  const { name, title, proof, handshake, documentation, confidence, experimental } = scheme
  return {
    name,
    title,
    algorithm: proof.algorithm,
    confidence: confidence ?? null,
    experimental,
    unprotected: [...scheme.unprotected],
    params: Object.entries(proof.params ?? {}).map(
      ([param, { title, optional = false, demanded = false, secret = false }]) => ({
        name: param,
        title,
        optional: optional && !demanded,
        secret,
      }),
    ),
    secret: secretOf(scheme),
    keyLater: scheme.keyLater ?? null,
    delivery: factsOf(scheme),
    signed: signedOf(scheme),
    reads: placeOf(scheme),
    dedupe: dedupeBasisOf(scheme),
    verdict: proof.covers === 'body' ? 'verified' : 'authenticated',
    toleranceSeconds: proof.toleranceSeconds ?? null,
    headers: [...proof.headers],
    // A handshake of several rules names its header in each.
    credentials: [...new Set(credentialsOf(scheme, {}))],
    forward: [...scheme.forward],
    answer: answerOf(scheme),
    handshake: handshake !== undefined,
    signs: canSign(scheme),
    types: Object.keys(samplesOf(scheme)),
    documentation: [...documentation],
  }
}

/** Compiles while each field of the answer is one of the library's: all are optional, so that nothing else would tell. */
function factsOf({ delivery }: Scheme): Pick<DeliveryFacts, keyof DeliveryFactsJson> | null {
  return delivery ?? null
}

function secretOf({ proof, handshake, keyLater }: Scheme): SchemeJson['secret'] {
  if (proof.keys === 'resolved') return 'none'
  if (keyLater !== undefined) return 'later'
  return handshake?.some(({ setsSecret }) => setsSecret === true) ? 'brought' : 'given'
}

function answerOf({ answer }: Scheme): SchemeJson['answer'] {
  if (answer === undefined) return null
  const { status, body = '', contentType = null } = answer
  return { status, body, contentType: body === '' ? null : contentType }
}
