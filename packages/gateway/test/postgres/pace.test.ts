import { expect, test } from 'vitest'
import { createBatcher } from '../../src/journal/postgres/wire/batcher.ts'
import { Pace } from '../../src/journal/postgres/wire/pace.ts'

const day = 86_400_000

/** A pace behind batches that several calls shared, the last of them at 1000. */
function busy(apartMs: number): Pace {
  const pace = new Pace(() => apartMs)
  for (let batch = 0; batch < 20; batch++) pace.began(3, 1000)
  return pace
}

test('the first batch, and each of who is alone, goes at once', () => {
  const pace = new Pace(() => 12)
  for (let now = 0; now < 100; now++) {
    expect(pace.waitMs(1, now)).toBe(0)
    pace.began(1, now)
  }
})

test('where calls share batches, the next waits for its time or until it is large', () => {
  const pace = busy(12)
  expect(pace.waitMs(1, 1001)).toBe(11)
  expect(pace.waitMs(127, 1011.5)).toBe(0.5)
  expect(pace.waitMs(128, 1001)).toBe(0)
  expect(pace.waitMs(1, 1012)).toBe(0)
})

test('who is alone again, and who shares the database with nobody any more, waits no longer', () => {
  const pace = busy(12)
  for (let batch = 0; batch < 20; batch++) pace.began(1, 1000)
  expect(pace.waitMs(1, 1001)).toBe(0)
  let apartMs = 12
  const changing = new Pace(() => apartMs)
  for (let batch = 0; batch < 20; batch++) changing.began(3, 1000)
  expect(changing.waitMs(1, 1001)).toBe(11)
  apartMs = 0
  expect(changing.waitMs(1, 1001)).toBe(0)
})

test('a batch keeps the pace: what comes meanwhile shares it, and it goes early where it is large or nothing more may come', async () => {
  const pace = new Pace(() => day)
  for (let batch = 0; batch < 20; batch++) pace.began(3, performance.now())
  const ran: number[] = []
  const batcher = createBatcher<number, number>({
    slots: 1,
    besideFrom: 500,
    maxItems: 1000,
    pace,
    run: async (items) => {
      ran.push(items.length)
      return items
    },
  })
  const calls = Array.from({ length: 127 }, (_, at) => batcher.add([at]))
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  expect(ran).toEqual([])
  calls.push(batcher.add([127]))
  expect((await Promise.all(calls)).flat()).toEqual(Array.from({ length: 128 }, (_, at) => at))
  expect(ran).toEqual([128])

  const late = batcher.add([1])
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
  expect(ran).toEqual([128])
  await batcher.close()
  expect(await late).toEqual([1])
})
