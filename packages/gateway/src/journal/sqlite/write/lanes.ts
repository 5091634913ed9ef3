import type { DatabaseSync } from 'node:sqlite'
import type { Lane, OwnedLane } from '../../../model/lane.ts'

interface Held {
  readonly destination: number
  readonly shard: number
  fence: number
  owner: string | null
  until: number
}

/**
 * Who owns which lane. Owners and leases are in memory, since they end with the process, which is the only
 * one on this store; fences are in the store and grow with each change of owner, so with each start too.
 */
export interface Lanes {
  isOwned(lane: number, owner: string, fence: number): boolean
  /** Within a transaction. `clock` is this engine's own, in ms. */
  own(owner: string, leaseMs: number, clock: number): OwnedLane[]
  release(owner: string, lanes: readonly { readonly number: number; readonly fence: number }[]): void
  /** Within a transaction: takes in lanes that a change of the configuration has added; known ones stay as they are. */
  add(lanes: readonly Lane[]): void
  /** What was taken and added since the last commit is so for good. */
  commit(): void
  /** What was taken and added since the last commit is taken back. */
  rollback(): void
}

export function openLanes(db: DatabaseSync): Lanes {
  const held = new Map<number, Held>()
  const taken: { readonly lane: Held; readonly fence: number }[] = []
  const fresh: number[] = []
  const raise = db.prepare('update lane set fence = ? where number = ?')

  const lanes: Lanes = {
    isOwned: (lane, owner, fence) => {
      const one = held.get(lane)
      return one !== undefined && one.owner === owner && one.fence === fence
    },
    own: (owner, leaseMs, clock) => {
      const owned: OwnedLane[] = []
      for (const [number, lane] of held) {
        if (lane.owner !== owner) {
          if (lane.owner !== null && lane.until > clock) continue
          taken.push({ lane, fence: lane.fence })
          lane.owner = owner
          lane.fence++
          raise.run(lane.fence, number)
        }
        lane.until = clock + leaseMs
        const { destination, shard, fence, until } = lane
        owned.push({ number, destination, shard, fence, until })
      }
      return owned
    },
    release: (owner, given) => {
      for (const { number, fence } of given) {
        const lane = held.get(number)
        if (lane !== undefined && lane.owner === owner && lane.fence === fence) lane.owner = null
      }
    },
    add(added) {
      for (const { number, destination, shard } of added)
        if (!held.has(number)) {
          held.set(number, { destination, shard, fence: 0, owner: null, until: 0 })
          fresh.push(number)
        }
    },
    commit() {
      taken.length = 0
      fresh.length = 0
    },
    rollback() {
      for (const { lane, fence } of taken.splice(0)) Object.assign(lane, { fence, owner: null })
      for (const number of fresh.splice(0)) held.delete(number)
    },
  }
  for (const row of db.prepare('select number, destination, shard, fence from lane').iterate()) {
    const { number, destination, shard, fence } = row
    held.set(Number(number), {
      destination: Number(destination),
      shard: Number(shard),
      fence: Number(fence),
      owner: null,
      until: 0,
    })
  }
  return lanes
}
