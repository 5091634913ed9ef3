/** A destination, or one shard of a busy one, as work: owned by one gateway at a time. */
export interface Lane {
  readonly number: number
  /** The number of its destination. */
  readonly destination: number
  readonly shard: number
}

/** A lane that this gateway owns under this fence. */
export interface OwnedLane extends Lane {
  readonly fence: number
  /** More than this gateway's share: it should finish what is in flight there and give the lane back. */
  readonly surplus?: boolean
}
