import type { SecretMaterial } from '../platform/platform.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** One thing changed on the way from what was received to what verifies. */
export interface Change {
  /** What happened, as a sentence. */
  readonly cause: string
  /** What was tried, and matched. */
  readonly evidence: string
  readonly fix: string
}

/** The body with one thing changed. */
export interface BodyTrial extends Change {
  readonly body: Uint8Array
}

/** A secret with one thing changed. */
export interface SecretTrial extends Change {
  readonly secret: SecretMaterial
}

/** The scheme with one thing changed. */
export interface SchemeTrial extends Change {
  readonly scheme: Scheme
  /** Header values changed along with it. */
  readonly headers?: Readonly<Record<string, string>>
}
