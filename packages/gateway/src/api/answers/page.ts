/** A page of a list. */
export interface Page<Item> {
  readonly items: Item[]
  /** Passed as `cursor` it gives the next page; null at the end. */
  readonly next: string | null
}

/** About how many items a list has. */
export interface Estimate {
  readonly count: number
  readonly exact: boolean
}

/** A page of a list that is read in both directions, always the newest first. */
export interface TwoWayPage<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly previous: string | null
  readonly lookedTo: string | null
  readonly estimate?: Estimate | undefined
}
