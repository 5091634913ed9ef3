import type { DatabaseSync } from 'node:sqlite'
import type { OwnedLane } from '../../../model/lane.ts'

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
  /** Takes in lanes that were added; called after a configuration change, and after a rollback. */
  load(): void
}

export function openLanes(db: DatabaseSync): Lanes {
  const held = new Map<number, Held>()
  const all = db.prepare('select number, destination, shard, fence from lane')
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
    load: () => {
      for (const row of all.iterate()) {
        const number = Number(row.number)
        const fence = Number(row.fence)
        const known = held.get(number)
        if (known === undefined) {
          const { destination, shard } = row
          held.set(number, {
            destination: Number(destination),
            shard: Number(shard),
            fence,
            owner: null,
            until: 0,
          })
        } else if (known.fence !== fence) {
          // A change of owner that was rolled back.
          known.fence = fence
          known.owner = null
        }
      }
    },
  }
  lanes.load()
  return lanes
}
