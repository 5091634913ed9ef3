import type { OwnedLane } from '../model/lane.ts'

/** What is owned now, in the objects of before where they say the same; the list of before where all of it does. */
export function sameLanes(before: readonly OwnedLane[], now: readonly OwnedLane[]): readonly OwnedLane[] {
  if (before.length === 0) return now.length === 0 ? before : now
  const known = new Map(before.map((lane) => [lane.number, lane]))
  const lanes = now.map((lane) => {
    const old = known.get(lane.number)
    return old !== undefined && isSame(old, lane) ? old : lane
  })
  return before.length === lanes.length && lanes.every((lane, at) => lane === before[at]) ? before : lanes
}

function isSame(one: OwnedLane, other: OwnedLane): boolean {
  return (
    one.destination === other.destination &&
    one.shard === other.shard &&
    one.fence === other.fence &&
    (one.surplus ?? false) === (other.surplus ?? false)
  )
}
