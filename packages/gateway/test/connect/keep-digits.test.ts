import { expect, test } from 'vitest'
import { parseKeepingDigits, textOf } from '../../src/connect/keep-digits.ts'

test('a row of a provider goes out with the digits that it came with', () => {
  const text =
    '{"id":1152921506151679042,"n":-9007199254740993,"x":1e400,"a":[1,2.5,"9007199254740993"],"z":null}'
  expect(JSON.stringify(parseKeepingDigits(text))).toBe(text)
  expect((parseKeepingDigits(text) as { a: unknown[] }).a).toEqual([1, 2.5, '9007199254740993'])
  expect(textOf((parseKeepingDigits(text) as { id: unknown }).id)).toBe('1152921506151679042')
  expect(textOf(5)).toBe('5')
})
