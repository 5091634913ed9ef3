import { expect, test } from 'vitest'
import { counted } from '../../src/model/counted.ts'

test.each([
  [0, '0 events'],
  [1, '1 event'],
  [2, '2 events'],
])('%i', (count, words) => {
  expect(counted(count, 'event')).toBe(words)
})

test('what has no plain plural is said both ways', () => {
  expect([1, 2].map((count) => counted(count, 'delivery waits', 'deliveries wait'))).toEqual([
    '1 delivery waits',
    '2 deliveries wait',
  ])
})
