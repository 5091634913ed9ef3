import type { Action, Scope } from '../../model/permission.ts'

/** Who may use the API, without the text of the token but in the answer that makes it. */
export interface TokenJson {
  readonly id: string
  readonly name: string
  readonly scope: Scope | null
  readonly actions: readonly Action[]
  readonly sources: readonly string[] | null
  readonly destinations: readonly string[] | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly token?: string | undefined
}
