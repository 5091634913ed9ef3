/** Declared files cannot be read as they are. Holds no secret. */
export class FilesRefused extends Error {
  override readonly name = 'FilesRefused'
  /** One sentence a problem, each with its place: `FILE:LINE:COLUMN: …`. */
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
