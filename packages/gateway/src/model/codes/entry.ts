/** One row of the list: the HTTP status that goes with a code, its sentence, and what to do about it. */
export interface CodeEntry {
  readonly status: number
  readonly title: string
  readonly hint: string
}
