/** By whose declared files a thing is set up, and as what they left it. */
export interface Managed {
  /** Their name. */
  readonly by: string
  /** The mark of the thing as it was when they were last applied. */
  readonly mark: string
}
