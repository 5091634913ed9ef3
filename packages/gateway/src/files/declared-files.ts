/** A wanted whole out of files, in the API's words, its secrets read. */
export interface DeclaredFiles {
  /** What `POST /plan` takes. */
  readonly wanted: Readonly<Record<string, readonly unknown[]>>
  /** `FILE:LINE:COLUMN` of what a JSON pointer into `wanted` names. */
  at(pointer: string): string
}
