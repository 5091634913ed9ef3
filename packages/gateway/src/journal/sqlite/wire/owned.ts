import type { OwnedLane } from '../../../model/lane.ts'

/** What an owner has: all of it, or what has come to what it was told of last. */
export interface Owned {
  readonly from: 'nothing' | 'before'
  /** Number, destination, shard and fence of each: tens of thousands of objects would be copied twice. */
  readonly lanes: Float64Array
}

const columns = 4

export function writeOwned(lanes: readonly OwnedLane[]): Float64Array {
  const packed = new Float64Array(lanes.length * columns)
  for (const [at, { number, destination, shard, fence }] of lanes.entries())
    packed.set([number, destination, shard, fence], at * columns)
  return packed
}

export function readOwned({ lanes }: Owned): OwnedLane[] {
  return Array.from({ length: lanes.length / columns }, (_, at) => ({
    number: lanes[at * columns] ?? 0,
    destination: lanes[at * columns + 1] ?? 0,
    shard: lanes[at * columns + 2] ?? 0,
    fence: lanes[at * columns + 3] ?? 0,
  }))
}
