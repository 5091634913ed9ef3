/** One address that a name resolves to. */
export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

/** Resolves a name to all its addresses; rejects with `LookUpFailed`, or as `dns.lookup` does. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>

/** A name that could not be resolved. `code` is the resolver's own word: `ENOTFOUND`, `ETIMEOUT`, `ESERVFAIL`, … */
export class LookUpFailed extends Error {
  override readonly name = 'LookUpFailed'
  readonly code: string
  constructor(code: string) {
    super('the name could not be resolved')
    this.code = code
  }
}
