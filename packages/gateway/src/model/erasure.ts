/** Which stored content an erasure removes; what is null does not narrow it. */
export interface ErasureSelection {
  /** These alone, by seq, ascending; kept rejections then go where they hold the bytes of one of them. */
  readonly events: readonly number[] | null
  /** The number of a source. */
  readonly source: number | null
  /** Received from then on, and before then, in ms. */
  readonly from: number | null
  readonly to: number | null
  /** A CEL expression over the event. Null as well once it is no longer needed, see `filterHash`. */
  readonly filter: string | null
}

/** What an erasure is to do, and for whom. */
export interface NewErasure {
  readonly selection: ErasureSelection
  readonly reason: string
  /** The name of the token that asked for it. */
  readonly by: string
  readonly createdAt: number
  /**
   * Stands for the filter, see `markOf`; null where there was none. It outlives the filter, which may name a person: so
   * nobody without the sealing key can try names.
   */
  readonly filterHash: string | null
}

/** How far an erasure has looked: through the events, then through the kept rejections, by seq. */
export interface ErasureCursor {
  readonly event: number
  readonly rejection: number
}

/**
 * `running`: it looks for what matches and takes it out. `purging`: the bytes are being removed from the disk;
 * `canceling`: likewise, of what was found before it was canceled. `done` and `canceled`: the bytes are gone.
 */
export type ErasureState = 'running' | 'purging' | 'canceling' | 'done' | 'canceled'

/** An erasure and how far it has come: its line of the audit, which stays for good. */
export interface Erasure extends NewErasure {
  readonly number: number
  readonly state: ErasureState
  readonly cursor: ErasureCursor
  /** The highest seqs that it looks at: what came in later is no part of it. */
  readonly upto: ErasureCursor
  /** Events and kept rejections whose content it has taken out. */
  readonly events: number
  readonly rejections: number
  readonly endedAt: number | null
}

/** The next part of an erasure. */
export interface ErasurePart {
  readonly number: number
  /** Where its cursor stands, and where it is to stand then. */
  readonly from: ErasureCursor
  readonly to: ErasureCursor
  /** By seq. */
  readonly events: readonly number[]
  readonly rejections: readonly number[]
  /** It was the last part: what is left to do is purging. */
  readonly done: boolean
  readonly now: number
}

/** The number of an erasure's public id, `ers_…`, or null where it is none. */
export function parseErasureId(id: string): number | null {
  const digits = /^ers_([1-9]\d{0,9})$/.exec(id)?.[1]
  return digits === undefined ? null : Number(digits)
}
