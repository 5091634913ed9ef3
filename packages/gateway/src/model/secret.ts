/** A key of a source or a destination, sealed; only `seal/` can open it. */
export interface SealedSecret {
  /** Public id, `sec_…`. */
  readonly id: string
  /** The id of the source or destination that it belongs to; part of what the seal is bound to. */
  readonly owner: string
  readonly sealed: Uint8Array
  /** Not accepted before, in ms; null: from the beginning. */
  readonly notBefore: number | null
  /** Not accepted from then on, in ms; null: no end. */
  readonly expiresAt: number | null
  readonly createdAt: number
}
