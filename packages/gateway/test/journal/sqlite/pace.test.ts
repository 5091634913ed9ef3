import { expect, test } from 'vitest'
import { Pace } from '../../../src/journal/sqlite/pace.ts'

test('the first batch, and each after a small one, goes at once', () => {
  const pace = new Pace()
  expect(pace.waitMs(1, 0)).toBe(0)
  for (let now = 0; now < 10; now++) {
    pace.sent(5, now)
    expect(pace.waitMs(5, now)).toBe(0)
  }
})

test('after a batch that many share, the next waits for its time or until it is as large', () => {
  const pace = new Pace()
  pace.sent(40, 1000)
  expect(pace.waitMs(1, 1001)).toBe(3)
  expect(pace.waitMs(127, 1003.5)).toBe(0.5)
  expect(pace.waitMs(128, 1001)).toBe(0)
  expect(pace.waitMs(1, 1004)).toBe(0)
  expect(pace.waitMs(1, 5000)).toBe(0)
})

test('nothing waits longer than the time between two commits, whatever comes', () => {
  const pace = new Pace()
  for (let now = 0; now < 1000; now++) {
    expect(pace.waitMs(now % 127, now)).toBeLessThanOrEqual(4)
    if (now % 3 === 0) pace.sent(now % 200, now)
  }
})
