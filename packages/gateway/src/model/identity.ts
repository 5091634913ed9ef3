import type { Scope } from './token.ts'

/** Who asks: the token's name for the log, and what it may do. */
export interface Identity {
  readonly name: string
  readonly scope: Scope
  /** For `pull`: the ids of its destinations. */
  readonly destinations?: readonly string[]
}
