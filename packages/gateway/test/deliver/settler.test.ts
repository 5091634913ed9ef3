import { expect, test } from 'vitest'
import { Settler } from '../../src/deliver/settler.ts'
import type { Settlement } from '../../src/journal/port/queue.ts'

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const day = 86_400_000

/** A settler on a journal that wants to be called so far apart, and the sizes of the calls that it got. */
function settlerOn(apartMs: number): {
  settler: Settler
  calls: number[]
  add: (isAwaited?: boolean) => void
} {
  const calls: number[] = []
  const journal = {
    settleApartMs: () => apartMs,
    settle: async (_owner: string, settlements: readonly Settlement[]) => {
      calls.push(settlements.length)
      return settlements.map(() => true)
    },
  }
  const settler = new Settler(journal, 'me', quiet, () => {})
  const settlement: Settlement = {
    ...{ lane: 1, fence: 1, at: { due: 0, seq: 1, replay: 0 } },
    attempt: { n: 1, at: 0, ms: 1, status: 200, code: null, answer: new Uint8Array() },
    next: { state: 'delivered' },
  }
  return { settler, calls, add: (isAwaited = false) => settler.add(settlement, () => {}, isAwaited) }
}

/** Until nothing goes on that does not wait for a time. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

test('the first result is written at once, and those behind it together once it is time', async () => {
  const { settler, calls, add } = settlerOn(day)
  add()
  await turns()
  expect(calls).toEqual([1])
  for (let at = 0; at < 127; at++) add()
  await turns()
  expect(calls).toEqual([1])
  add()
  await turns()
  expect(calls).toEqual([1, 128])
  settler.close()
})

test('a result that something waits for takes the others along at once', async () => {
  const { settler, calls, add } = settlerOn(day)
  add()
  await turns()
  add()
  add()
  await turns()
  add(true)
  await turns()
  expect(calls).toEqual([1, 3])
  add()
  await turns()
  expect(calls).toEqual([1, 3])
  settler.close()
})

test('the time ends by itself', async () => {
  const { settler, calls, add } = settlerOn(50)
  add()
  await turns()
  add()
  add()
  await expect.poll(() => calls, { timeout: 40_000 }).toEqual([1, 2])
  settler.close()
})

test('what waits is written before the end, and given up where there is no time for it', async () => {
  const one = settlerOn(day)
  one.add()
  await turns()
  one.add()
  await turns()
  await one.settler.flush()
  expect(one.calls).toEqual([1, 1])

  const other = settlerOn(day)
  other.add()
  await turns()
  other.add()
  await turns()
  other.settler.close()
  await turns()
  expect(other.calls).toEqual([1])
})
