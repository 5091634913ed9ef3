import { expect, test } from 'vitest'
import { sharing } from '../../src/journal/sharing.ts'

test('equal values become the first of them, whatever the order of their fields', () => {
  const share = sharing()
  const first = { retry: [1, 2], order: { key: 'a' }, rate: null }
  expect(share(first)).toBe(first)
  expect(share({ rate: null, order: { key: 'a' }, retry: [1, 2] })).toBe(first)
})

test.each([
  { retry: [1, 2, 3], order: { key: 'a' } },
  { retry: [1], order: { key: 'a' } },
  { retry: { 0: 1, 1: 2 }, order: { key: 'a' } },
  { retry: [1, 2], order: null },
  { retry: [1, 2], other: { key: 'a' } },
  { retry: [1, 2], order: { key: 'a', more: 1 } },
  [],
])('what differs stays as it is: %j', (other) => {
  const share = sharing()
  share({ retry: [1, 2], order: { key: 'a' } })
  expect(share(other)).toBe(other)
})

test('what was not met for long is forgotten', () => {
  const share = sharing()
  const first = { at: 0 }
  share(first)
  for (let at = 1; at <= 15; at++) share({ at })
  expect(share({ at: 0 })).toBe(first)
  for (let at = 1; at <= 16; at++) share({ at })
  expect(share({ at: 0 })).not.toBe(first)
})
