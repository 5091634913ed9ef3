import { canSign, type DeliveryFacts, type Scheme, type Unprotected } from 'countersign'
import { samplesOf } from 'countersign/testing'

/** A scheme as the API and the command line show it. */
export interface SchemeJson {
  readonly name: string
  readonly title: string
  readonly algorithm: string
  /** `medium` where others' sources agree and nothing of the provider's own proves it yet: experimental. */
  readonly confidence: 'high' | 'medium' | null
  readonly experimental: boolean
  /** What a passing message may still have had changed, or repeated. */
  readonly unprotected: Unprotected[]
  /** The settings that a source of it has; those that are not optional must be set. */
  readonly params: {
    readonly name: string
    readonly title: string
    readonly optional: boolean
    /** It is kept as a secret is. */
    readonly secret: boolean
  }[]
  /** Where the secret of a source comes from: whoever makes it gives one, the provider brings it, or there is none. */
  readonly secret: 'given' | 'brought' | 'none'
  /** What the provider does when it delivers, as far as it says; null where it says nothing. */
  readonly delivery: DeliveryFacts | null
  /** What an event gets when it passes: `authenticated` where the body is not covered. */
  readonly verdict: 'verified' | 'authenticated'
  /** How far the signed timestamp may lie from now; null where the scheme has no clock. */
  readonly toleranceSeconds: number | null
  readonly headers: string[]
  /** Headers that carry a credential: kept sealed, never shown or forwarded. */
  readonly credentials: string[]
  readonly handshake: boolean
  readonly signs: boolean
  /** Event types that samples are known of; there are others. */
  readonly types: string[]
  readonly documentation: string[]
}

/** What is shown of a scheme. */
export function showScheme(scheme: Scheme): SchemeJson {
  const { name, title, proof, credentials, handshake, documentation, confidence, experimental } = scheme
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
    delivery: scheme.delivery ?? null,
    verdict: proof.covers === 'body' ? 'verified' : 'authenticated',
    toleranceSeconds: proof.toleranceSeconds ?? null,
    headers: [...proof.headers],
    // A handshake of several rules names its header in each.
    credentials: [...new Set(credentials)],
    handshake: handshake !== undefined,
    signs: canSign(scheme),
    types: Object.keys(samplesOf(scheme)),
    documentation: [...documentation],
  }
}

function secretOf({ proof, handshake }: Scheme): SchemeJson['secret'] {
  if (proof.keys === 'resolved') return 'none'
  return handshake?.some(({ setsSecret }) => setsSecret === true) ? 'brought' : 'given'
}
