import { expect, test } from 'vitest'
import { laneChange, type OwnedLane } from '../../src/model/lane.ts'

const lane = (number: number, fence = 1): OwnedLane => ({ number, destination: number, shard: 0, fence })
const [one, two, three, four] = [lane(1), lane(2), lane(3), lane(4)]

test.each<[string, OwnedLane[], OwnedLane[], OwnedLane[], OwnedLane[]]>([
  ['nothing and nothing', [], [], [], []],
  ['new ones behind those of before', [one, two], [one, two, three], [three], []],
  ['one that is gone from the middle', [one, two, three], [one, three], [], [two]],
  [
    'one in another way',
    [one, two, three],
    [one, { ...two, fence: 2 }, three],
    [{ ...two, fence: 2 }],
    [two],
  ],
  ['another order alone', [one, two, three], [three, one, two], [], []],
  ['all others', [one, two], [three, four], [three, four], [one, two]],
])('%s', (_, before, now, gained, left) => {
  const change = laneChange(before, now)
  expect(change).toEqual({ gained, left })
})

test('a list of before is no change, without a look', () => {
  const list = [one, two]
  expect(laneChange(list, list)).toEqual({ gained: [], left: [] })
})
