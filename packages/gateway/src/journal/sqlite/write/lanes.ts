import type { DatabaseSync } from 'node:sqlite'
import type { Lane, OwnedLane } from '../../../model/lane.ts'
import { type Owned, writeOwned } from '../wire/owned.ts'

interface Held {
  readonly destination: number
  readonly shard: number
  fence: number
  owner: string | null
}

/**
 * Who owns which lane. Owners and leases are in memory, since they end with the process, which is the only
 * one on this store; fences are in the store and grow with each change of owner, so with each start too.
 */
export interface Lanes {
  isOwned(lane: number, owner: string, fence: number): boolean
  /** The number of the destination that a lane is of; 0 where there is no such lane. */
  destinationOf(lane: number): number
  /** Whether an owner could take a lane now; where it could not, only its lease is renewed. */
  mayTake(owner: string, clock: number): boolean
  /** Within a transaction, where it takes lanes. `clock` is this engine's own, in ms. */
  own(owner: string, leaseMs: number, clock: number): Owned
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
  /** When leases end, by owner. */
  const leases = new Map<string, number>()
  const unowned = new Set<number>()
  /** Those who have been told of all that is theirs, and have lost nothing since. */
  const told = new Set<string>()
  const taken: { readonly lane: Held; readonly number: number; readonly fence: number }[] = []
  const fresh: number[] = []
  const raise = db.prepare('update lane set fence = ? where number = ?')
  const raiseAll = db.prepare('update lane set fence = fence + 1')

  const letGo = (number: number, lane: Held): void => {
    lane.owner = null
    unowned.add(number)
  }
  const ownedBy = (owner: string, number: number): OwnedLane[] => {
    const lane = held.get(number)
    if (lane?.owner !== owner) return []
    return [{ number, destination: lane.destination, shard: lane.shard, fence: lane.fence }]
  }

  const lanes: Lanes = {
    isOwned: (lane, owner, fence) => {
      const one = held.get(lane)
      return one !== undefined && one.owner === owner && one.fence === fence
    },
    destinationOf: (lane) => held.get(lane)?.destination ?? 0,
    mayTake: (owner, clock) =>
      unowned.size > 0 || [...leases].some(([other, until]) => other !== owner && until <= clock),
    own: (owner, leaseMs, clock) => {
      for (const [other, until] of leases) {
        if (other === owner || until > clock) continue
        leases.delete(other)
        told.delete(other)
        for (const [number, lane] of held) if (lane.owner === other) letGo(number, lane)
      }
      leases.set(owner, clock + leaseMs)
      const fresh: number[] = [...unowned]
      const isAll = fresh.length === held.size
      for (const number of fresh) {
        const lane = held.get(number)
        if (lane === undefined) continue
        taken.push({ lane, number, fence: lane.fence })
        lane.owner = owner
        lane.fence++
        if (!isAll) raise.run(lane.fence, number)
      }
      // At a start, whose tens of thousands took 0.2 s one by one.
      if (isAll) raiseAll.run()
      unowned.clear()
      const from = told.has(owner) ? 'before' : 'nothing'
      told.add(owner)
      const shown = from === 'before' ? fresh : [...held.keys()]
      return { from, lanes: writeOwned(shown.flatMap((number) => ownedBy(owner, number))) }
    },
    release: (owner, given) => {
      for (const { number, fence } of given) {
        const lane = held.get(number)
        if (lane === undefined || lane.owner !== owner || lane.fence !== fence) continue
        letGo(number, lane)
        told.delete(owner)
      }
    },
    add(added) {
      for (const { number, destination, shard } of added)
        if (!held.has(number)) {
          held.set(number, { destination, shard, fence: 0, owner: null })
          unowned.add(number)
          fresh.push(number)
        }
    },
    commit() {
      taken.length = 0
      fresh.length = 0
    },
    rollback() {
      for (const { lane, number, fence } of taken.splice(0)) {
        Object.assign(lane, { fence, owner: null })
        unowned.add(number)
        told.clear()
      }
      for (const number of fresh.splice(0)) {
        held.delete(number)
        unowned.delete(number)
      }
    },
  }
  for (const row of db.prepare('select number, destination, shard, fence from lane').iterate()) {
    const { number, destination, shard, fence } = row
    held.set(Number(number), {
      destination: Number(destination),
      shard: Number(shard),
      fence: Number(fence),
      owner: null,
    })
    unowned.add(Number(number))
  }
  return lanes
}
