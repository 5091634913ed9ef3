import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortedBy } from '../../src/model/sorted-by.ts'

const compared = <K extends string | number>(keys: readonly K[]): { key: K; at: number }[] =>
  keys
    .map((key, at) => ({ key, at }))
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.at - other.at))

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '\u0000', 'þ', 'ÿ', 'Ā', '\ud83d', '\uffff'), maxLength: 8 }),
  fc
    .constantFrom('dst_', 'dst_a', 'dst_b')
    .chain((head) => fc.string({ maxLength: 3 }).map((tail) => head + tail)),
)

test.each([
  ['texts', fc.array(text)],
  ['numbers', fc.array(fc.integer())],
])('%s come in the order that comparing them gives, equal ones as they stood', (_what, lists) => {
  fc.assert(
    fc.property(lists as fc.Arbitrary<(string | number)[]>, (keys) => {
      const things = keys.map((key, at) => ({ key, at }))
      expect(sortedBy(things, ({ key }) => key)).toEqual(compared(keys))
    }),
    { numRuns: 500 },
  )
})

test('what is in order already is the same list', () => {
  const things = ['a', 'a', 'b']
  expect(sortedBy(things, (thing) => thing)).toBe(things)
})
