/** What a store says of the key that its secrets are sealed with. */
export interface KeptKey {
  /** Of the key that seals, see `Seal.fingerprint`. */
  readonly fingerprint: string
  /** The store's first key, sealed with that one: marks and the audit are made with it. Null: that one is the first. */
  readonly root: Uint8Array | null
}
