import type { DeclaredFiles } from './declared-files.ts'

/** Declared files cannot be read as they are. Holds no secret. */
export class FilesRefused extends Error {
  override readonly name = 'FilesRefused'
  /** One sentence a problem, each with its place: `FILE:LINE:COLUMN: …`. */
  readonly problems: readonly string[]
  /** What could be read all the same, so that all else that is wrong is found in one go; null: nothing. */
  readonly rest: DeclaredFiles | null
  constructor(problems: readonly string[], rest: DeclaredFiles | null = null) {
    super(problems.join('\n'))
    this.problems = problems
    this.rest = rest
  }
}
