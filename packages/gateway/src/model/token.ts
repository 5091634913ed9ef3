/**
 * What a token may do. `operator`: all. `read`: GET alone. `publish`: POST events alone. `pull`: pull from its
 * destinations, and say what came of that, alone.
 */
export type Scope = 'operator' | 'read' | 'publish' | 'pull'

/** A token of the API. Its text is shown once; what is kept is its SHA-256. */
export interface Token {
  /** Public id, `tok_…`. */
  readonly id: string
  readonly name: string
  readonly hash: Uint8Array
  readonly scope: Scope
  /** For `pull`: the ids of the destinations that it may pull from. */
  readonly destinations?: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** When a token was last used, in ms since 1970. */
export interface TokenUse {
  readonly id: string
  readonly at: number
}
