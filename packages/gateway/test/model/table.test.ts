import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Key, Table } from '../../src/model/table.ts'

interface Thing {
  readonly id: string
  readonly age: number
  readonly name: string | null
}

const empty = Table.empty<Thing, 'name'>({
  key: ({ id }) => id,
  place: ({ age }) => age,
  indexes: { name: ({ name }) => name },
})
const short = fc.string({ minLength: 1, maxLength: 2 })
const thing = fc.record({ id: short, age: fc.integer({ min: 0, max: 5 }), name: fc.option(short) })

function compare(one: Key, other: Key): number {
  return one < other ? -1 : one > other ? 1 : 0
}

test('a table filled at once is as one that things came into one by one', () => {
  fc.assert(
    // Many enough that a tree of chunks is cut; ids that come twice count as they came last.
    fc.property(fc.array(thing, { maxLength: 700 }), (things) => {
      const last = [...new Map(things.map((each) => [each.id, each])).values()]
      const inOrder = last.toSorted((one, other) => one.age - other.age || compare(one.id, other.id))
      let oneByOne = empty
      for (const each of last) oneByOne = oneByOne.changed([each])
      for (const table of [oneByOne, empty.changed(last), empty.changed(inOrder)]) {
        expect([...table]).toEqual(inOrder)
        for (const { id, name } of inOrder) {
          expect(table.get(id)?.id).toBe(id)
          if (name !== null)
            expect(table.all('name', name)).toEqual(inOrder.filter((each) => each.name === name))
        }
      }
    }),
    { numRuns: 15 },
  )
})
