import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stableText } from '../../src/setup/stable-text.ts'

/** As marks were made that are in stores by now. */
function asStored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asStored)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, asStored(field)]),
  )
}

const names = fc.oneof(
  fc.string(),
  fc.constantFrom('10', '9', '01', '-1', '4294967295', 'a', 'B', '__proto__'),
)
const things = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.jsonValue(),
    fc.constant(undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(names, tie('value')), { selector: ([name]) => name, maxLength: 6 })
      .map(Object.fromEntries),
  ),
})).value

test('a text is the same for the same value, in whatever order its fields were written, and as it always was', () => {
  fc.assert(
    fc.property(things, (value) => {
      expect(stableText(value)).toBe(JSON.stringify(asStored(value)) ?? 'null')
    }),
  )
  expect(stableText({ b: 1, a: { d: [2, undefined], c: null }, 10: 0, 9: 0 })).toBe(
    stableText({ 9: 0, a: { c: null, d: [2, undefined] }, 10: 0, b: 1, z: undefined }),
  )
})
