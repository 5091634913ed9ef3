import { canSign, type Scheme } from 'countersign'
import { samplesOf } from 'countersign/testing'

/** A scheme as the API and the command line show it. */
export interface SchemeJson {
  readonly name: string
  readonly title: string
  readonly algorithm: string
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
  const { name, title, proof, credentials, handshake, documentation } = scheme
  return {
    name,
    title,
    algorithm: proof.algorithm,
    verdict: proof.covers === 'body' ? 'verified' : 'authenticated',
    toleranceSeconds: proof.toleranceSeconds ?? null,
    headers: [...proof.headers],
    credentials: [...credentials],
    handshake: handshake !== undefined,
    signs: canSign(scheme),
    types: Object.keys(samplesOf(scheme)),
    documentation: [...documentation],
  }
}
