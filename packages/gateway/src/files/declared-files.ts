/** The lists of a declared configuration. */
export const declaredLists = ['sources', 'destinations', 'routes', 'connections'] as const

/** Whose files they are, unless something else is said. */
export const usualManager = 'files'

/** How long a secret that files replace is good for beside its successor: the provider may change later than they do. */
export const usualOverlap = '24h'

/** A wanted whole out of files, in the API's words, its secrets read. */
export interface DeclaredFiles {
  /** What `POST /plan` takes. */
  readonly wanted: Readonly<Record<string, readonly unknown[]>>
  /** `FILE:LINE:COLUMN` of what a JSON pointer into `wanted` names. */
  at(pointer: string): string
}
