/** One step of the schema. Never changed once released: a later step mends it. */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly version: number
  /**
   * The oldest version of the program's schema that runs on the result. While old and new gateways stand
   * side by side, the old ones must find all that they use.
   */
  readonly usableFrom: number
  /** What it locks and for how long, for the operator. */
  readonly locks: string
  readonly statements: readonly string[]
}
