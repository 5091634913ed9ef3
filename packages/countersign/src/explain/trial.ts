import type { SecretMaterial } from '../platform/platform.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { Cause } from './causes.ts'

/** One thing changed on the way from what was received to what verifies. */
export interface Change {
  readonly code: Cause
  /** What was tried, and matched. Never a secret, a signature, or anything of the body. */
  readonly evidence: string
  /** Said behind the cause’s own sentence. */
  readonly detail?: string
  /** In place of the cause’s own cure. */
  readonly fix?: string
}

/** What is put in place of what was received or given; the rest stays. */
export interface Trial {
  readonly changes: readonly Change[]
  readonly body?: Uint8Array
  readonly secret?: SecretMaterial
  readonly scheme?: Scheme
  /** Header values changed along with it. */
  readonly headers?: Readonly<Record<string, string>>
  /** The whole URL, as the provider would know it. */
  readonly url?: string
  /** Not tried together with another. */
  readonly rare?: boolean
}

/** Two trials at once. */
export function both(one: Trial, other: Trial): Trial {
  return { ...one, ...other, changes: [...one.changes, ...other.changes] }
}
