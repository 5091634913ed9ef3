import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/journal/sqlite/migrate.ts'
import { readOwned } from '../../../src/journal/sqlite/wire/owned.ts'
import { type Lanes, openLanes } from '../../../src/journal/sqlite/write/lanes.ts'

let db: DatabaseSync
let lanes: Lanes

beforeEach(() => {
  db = new DatabaseSync(':memory:')
  migrate(db)
  db.exec(
    'insert into lane (number, destination, shard, fence) values (1, 7, 0, 3), (2, 7, 1, 5), (3, 8, 0, 1)',
  )
  lanes = openLanes(db)
})

const fences = (): unknown[] =>
  db
    .prepare('select fence from lane order by number')
    .all()
    .map(({ fence }) => fence)
/** What an owner is told, as number and fence of each. */
const owned = (owner: string, clock: number, leaseMs = 1000): { from: string; lanes: number[][] } => {
  const told = lanes.own(owner, leaseMs, clock)
  return { from: told.from, lanes: readOwned(told).map(({ number, fence }) => [number, fence]) }
}

describe('lanes of the embedded store', () => {
  test('are known with their destinations, and those that there are not are nobody’s', () => {
    expect([1, 2, 3, 4].map((lane) => lanes.destinationOf(lane))).toEqual([7, 7, 8, 0])
    const all = readOwned(lanes.own('one', 1000, 0))
    expect(all[1]).toEqual({ number: 2, destination: 7, shard: 1, fence: 6 })
    expect(lanes.isOwned(2, 'one', 6)).toBe(true)
    expect(lanes.isOwned(2, 'one', 5)).toBe(false)
    expect(lanes.isOwned(2, 'two', 6)).toBe(false)
    expect(lanes.isOwned(4, 'one', 6)).toBe(false)
  })

  test('are taken with a fence that is stored, and told of whole at first, then what has come', () => {
    expect(owned('one', 0)).toEqual({
      from: 'nothing',
      lanes: [
        [1, 4],
        [2, 6],
        [3, 2],
      ],
    })
    lanes.commit()
    expect(fences()).toEqual([4, 6, 2])
    expect(owned('one', 1)).toEqual({ from: 'before', lanes: [] })
    expect(fences()).toEqual([4, 6, 2])
    db.exec('insert into lane (number, destination, shard, fence) values (4, 9, 0, 0)')
    lanes.add([
      { number: 3, destination: 99, shard: 9 },
      { number: 4, destination: 9, shard: 0 },
    ])
    expect(lanes.destinationOf(3)).toBe(8)
    expect(owned('one', 2)).toEqual({ from: 'before', lanes: [[4, 1]] })
    expect(fences()).toEqual([4, 6, 2, 1])
  })

  test('are taken from nobody before its lease is over, by the last renewal and to the millisecond', () => {
    expect(lanes.mayTake('two', 0)).toBe(true)
    owned('one', 0)
    expect(lanes.mayTake('one', 5000)).toBe(false)
    expect(lanes.mayTake('two', 999)).toBe(false)
    expect(owned('two', 999).lanes).toEqual([])
    owned('one', 500)
    expect(lanes.mayTake('two', 1499)).toBe(false)
    expect(owned('two', 1499).lanes).toEqual([])
    expect(lanes.mayTake('two', 1500)).toBe(true)
    expect(owned('two', 1500).lanes).toEqual([
      [1, 5],
      [2, 7],
      [3, 3],
    ])
    expect(lanes.isOwned(1, 'one', 4)).toBe(false)
  })

  test('whose lease was over are told of anew to who comes back', () => {
    owned('one', 0)
    owned('two', 1000)
    expect(owned('one', 1500)).toEqual({ from: 'nothing', lanes: [] })
    expect(owned('one', 2000)).toEqual({
      from: 'before',
      lanes: [
        [1, 6],
        [2, 8],
        [3, 4],
      ],
    })
  })

  test('of an owner whose own lease is over stay its, where nobody has asked meanwhile', () => {
    owned('one', 0)
    expect(owned('one', 9000)).toEqual({ from: 'before', lanes: [] })
    expect(lanes.isOwned(1, 'one', 4)).toBe(true)
  })

  test('are given back by their owner under their fence alone, and then told of whole', () => {
    owned('one', 0)
    lanes.release('two', [{ number: 1, fence: 4 }])
    lanes.release('one', [
      { number: 2, fence: 5 },
      { number: 9, fence: 1 },
    ])
    expect(lanes.mayTake('two', 1)).toBe(false)
    expect(owned('one', 1).from).toBe('before')
    lanes.release('one', [{ number: 1, fence: 4 }])
    expect(lanes.isOwned(1, 'one', 4)).toBe(false)
    expect(lanes.mayTake('two', 1)).toBe(true)
    expect(owned('two', 2)).toEqual({ from: 'nothing', lanes: [[1, 5]] })
    expect(owned('one', 3)).toEqual({
      from: 'nothing',
      lanes: [
        [2, 6],
        [3, 2],
      ],
    })
  })

  test('that were added in a transaction which is over stay, whatever becomes of the next', () => {
    lanes.add([{ number: 4, destination: 9, shard: 0 }])
    lanes.commit()
    lanes.rollback()
    expect(lanes.destinationOf(4)).toBe(9)
  })

  test('that were taken and added in a transaction which failed are as they were', () => {
    lanes.add([{ number: 4, destination: 9, shard: 0 }])
    owned('one', 0)
    lanes.rollback()
    expect(lanes.destinationOf(4)).toBe(0)
    expect(lanes.isOwned(1, 'one', 4)).toBe(false)
    expect(lanes.mayTake('one', 1)).toBe(true)
    db.exec('update lane set fence = fence - 1')
    expect(owned('one', 1)).toEqual({
      from: 'nothing',
      lanes: [
        [1, 4],
        [2, 6],
        [3, 2],
      ],
    })
    lanes.commit()
    expect(fences()).toEqual([4, 6, 2])
    // What was committed is not taken back with what comes later.
    lanes.rollback()
    expect(lanes.isOwned(1, 'one', 4)).toBe(true)
    expect(owned('one', 2)).toEqual({ from: 'before', lanes: [] })
  })
})
