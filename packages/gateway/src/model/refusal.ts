import { type Code, codes } from './codes.ts'

/** One place in what was asked that is not as it must be. */
export interface Fault {
  /** A JSON pointer into what was asked, or the name of a parameter. */
  readonly at: string
  readonly message: string
  /** Where in the text of an expression, from 1. */
  readonly column?: number
  /** Of which kind it is, where each may be of another. */
  readonly code?: string
}

/**
 * What somebody asked for is not done, for a reason of the closed list: thrown where it is decided, turned into an
 * answer, a line of the log or a sentence on the terminal by whoever stands at the edge. Holds nothing secret.
 */
export class Refusal<Of extends Code = Code> extends Error {
  override readonly name: string = 'Refusal'
  readonly code: Of
  /** Every place that is not as it must be; absent where no place can be named. */
  readonly faults: readonly Fault[] | undefined
  /** @param sentence - what is wrong in this case. Default: the code's own sentence */
  constructor(code: Of, sentence?: string, faults?: readonly Fault[], options?: ErrorOptions) {
    super(sentence ?? codes[code].title, options)
    this.code = code
    this.faults = faults
  }

  /** What whoever asked is told. */
  get told(): string {
    return this.message
  }
}
