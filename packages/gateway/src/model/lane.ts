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

/** What is owned otherwise than before. */
export interface LaneChange {
  /** Owned now and not before, or in another way. */
  readonly gained: readonly OwnedLane[]
  /** As they were before: those that are not owned any more, or in another way. */
  readonly left: readonly OwnedLane[]
}

/**
 * What lies between two lists of lanes, in which a lane that is as it was is the same object. Where new ones stand behind
 * those of before, as they do when destinations are made, it costs the new ones: of fifty thousand the others are only
 * looked at.
 */
export function laneChange(before: readonly OwnedLane[], now: readonly OwnedLane[]): LaneChange {
  if (before === now) return { gained: [], left: [] }
  let same = 0
  while (same < before.length && before[same] === now[same]) same++
  const [old, fresh] = [new Set(before.slice(same)), new Set(now.slice(same))]
  return {
    gained: [...fresh].filter((lane) => !old.has(lane)),
    left: [...old].filter((lane) => !fresh.has(lane)),
  }
}
