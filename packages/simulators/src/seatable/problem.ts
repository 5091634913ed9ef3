/** An answer that is not the one asked for, in the shape that SeaTable gives its errors. */
export class SeaTableProblem extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
