import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SortedList } from '../../src/model/sorted-list.ts'

interface Item {
  readonly key: number
  readonly text: string
}

const empty = SortedList.empty<Item>((one, other) => one.key - other.key)
const item = fc.record({ key: fc.integer({ min: 0, max: 3000 }), text: fc.string({ maxLength: 2 }) })
const step = fc.record({
  put: fc.oneof(fc.array(item, { maxLength: 5 }), fc.array(item, { minLength: 600, maxLength: 1200 })),
  removed: fc.array(item, { maxLength: 300 }),
})

describe('a sorted list', () => {
  test('holds what a map would, in order, and leaves the lists that it was made from as they were', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const map = new Map<number, Item>()
        const states: { list: SortedList<Item>; expected: Item[] }[] = []
        let list = empty
        for (const { put, removed } of steps) {
          list = list.without(removed).with(put)
          for (const { key } of removed) map.delete(key)
          for (const one of put) map.set(one.key, one)
          states.push({ list, expected: [...map.values()].sort((one, other) => one.key - other.key) })
        }
        for (const { list: each, expected } of states) {
          expect([...each]).toEqual(expected)
          expect(each.size).toBe(expected.length)
        }
        const from = [...list.from(({ key }) => key - 1500)]
        expect(from).toEqual([...list].filter(({ key }) => key >= 1500))
        for (const key of [0, 1500, 2999, 3001])
          expect(list.find((one) => one.key - key)).toEqual(map.get(key))
      }),
      { numRuns: 40 },
    )
  })

  test('shares with the list before it all but what was touched', () => {
    const many = empty.with(Array.from({ length: 50_000 }, (_, key) => ({ key, text: '' })))
    let compared = 0
    const counted = SortedList.empty<Item>((one, other) => {
      compared += 1
      return one.key - other.key
    }).with([...many])
    compared = 0
    counted.with([{ key: 25_000, text: 'another' }]).without([{ key: 7, text: '' }])
    expect(compared).toBeLessThan(50)
  })
})
