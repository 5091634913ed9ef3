import { expect, test } from 'vitest'
import { Refusals } from '../../src/ingest/refusals.ts'
import type { RefusedCount } from '../../src/journal/port/intake.ts'

/** A store that can be made to fail. */
function store() {
  const calls: (readonly RefusedCount[])[] = []
  const state = { fails: false }
  const countRefused = async (counts: readonly RefusedCount[]): Promise<void> => {
    calls.push(counts)
    if (state.fails) throw new Error('away')
  }
  const refusals = new Refusals({ journal: { countRefused }, log: { warn: () => undefined } })
  return { calls, state, refusals }
}

const sum = (counts: readonly RefusedCount[] = []): number =>
  counts.reduce((all, { count }) => all + count, 0)

test('however many are refused, it is one write of bounded size, and none is lost', async () => {
  const { calls, refusals } = store()
  for (let n = 0; n < 50_000; n++)
    refusals.add(1 + (n % 10_000), 'ERR_SIGNATURE_MISMATCH', 60_000 + (n % 7), 10)
  expect(calls).toEqual([])
  await refusals.flush()
  expect(calls).toHaveLength(1)
  expect(calls[0]?.length).toBeLessThanOrEqual(2001)
  expect(sum(calls[0])).toBe(50_000)
  expect(calls[0]?.find(({ source }) => source === 1)).toEqual({
    ...{ source: 1, code: 'ERR_SIGNATURE_MISMATCH', at: 60_000, count: 5, bytes: 50 },
  })
  expect(calls[0]?.find(({ source }) => source === 0)?.count).toBe(40_000)
  await refusals.flush()
  expect(calls).toHaveLength(1)
})

test('what the store does not take is written with what comes next', async () => {
  const { calls, state, refusals } = store()
  state.fails = true
  refusals.add(1, 'ERR_RATE', 60_000, 0)
  await refusals.flush()
  state.fails = false
  refusals.add(1, 'ERR_RATE', 60_001, 0)
  await refusals.flush()
  expect(calls.map((counts) => sum(counts))).toEqual([1, 2])
})

test('what is refused while the store is away for days takes no more memory than within a second', async () => {
  const { calls, state, refusals } = store()
  state.fails = true
  for (let minute = 0; minute < 5000; minute++) {
    refusals.add(1, 'ERR_SIGNATURE_MISMATCH', minute * 60_000, 10)
    refusals.add(2, 'ERR_RATE', minute * 60_000, 0)
  }
  await refusals.flush()
  expect(calls[0]?.length).toBe(2002)
  expect(sum(calls[0])).toBe(10_000)
})
