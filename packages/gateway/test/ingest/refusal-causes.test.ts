import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RefusalCauses } from '../../src/ingest/refusal-causes.ts'
import type { FoundCause } from '../../src/journal/port/intake.ts'
import type { Diagnosis, KeptRejection } from '../../src/model/rejection.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function start(diagnosisOf: (seq: number) => Partial<Diagnosis> | null) {
  const looked: number[] = []
  const counted: FoundCause[] = []
  const causes = new RefusalCauses({
    journal: {
      rejection: async (seq) => (seq === 99 ? null : ({ seq } as KeptRejection)),
      countCause: async (found) => void counted.push(found),
    },
    diagnose: async ({ seq }) => {
      looked.push(seq)
      await new Promise((resolve) => setTimeout(resolve, 100))
      const found = diagnosisOf(seq)
      return (
        found && ({ matched: false, codes: ['secret-quotes'], confidence: 'proven', ...found } as Diagnosis)
      )
    },
    log: { warn: () => undefined },
    elapsed: () => Date.now(),
  })
  const offer = (source: number, code: string, seq: number) =>
    causes.offer({ source, code, seq, tag: 7, receivedAt: seq * 10, size: seq === 98 ? 65_537 : 65_536 })
  return { causes, offer, looked, counted }
}

test('one at a time is looked at, the newest of each group in turn, with a rest of thirty times the look', async () => {
  const { offer, looked, counted, causes } = start(() => ({}))
  for (let seq = 1; seq <= 50; seq++) offer(1, 'ERR_A', seq)
  offer(2, 'ERR_A', 51)
  offer(1, 'ERR_B', 52)
  await vi.advanceTimersByTimeAsync(1000)
  expect(looked).toEqual([50])
  // What comes all the time does not hold up the others.
  offer(1, 'ERR_A', 53)
  await vi.advanceTimersByTimeAsync(3099)
  expect(looked).toEqual([50])
  await vi.advanceTimersByTimeAsync(1)
  expect(looked).toEqual([50, 51])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(looked).toEqual([50, 51, 52, 53])
  expect(counted.map(({ source, code, at, seq }) => [source, code, at, seq])).toEqual([
    [1, 'ERR_A', 500, 50],
    [2, 'ERR_A', 510, 51],
    [1, 'ERR_B', 520, 52],
    [1, 'ERR_A', 530, 53],
  ])
  expect(causes.sampleOf(1, 'ERR_A', 'secret-quotes')).toEqual({ seq: 53, tag: 7 })
  expect(causes.sampleOf(1, 'ERR_A', 'secret-hex')).toBeNull()
  expect(vi.getTimerCount()).toBe(0)
})

test('it rests as well where nothing waited when the look was over', async () => {
  const { offer, looked } = start(() => ({}))
  offer(1, 'ERR_A', 1)
  await vi.advanceTimersByTimeAsync(1500)
  offer(1, 'ERR_A', 2)
  await vi.advanceTimersByTimeAsync(2500)
  expect(looked).toEqual([1])
  await vi.advanceTimersByTimeAsync(200)
  expect(looked).toEqual([1, 2])
})

test('what was not found out counts under the code; what is gone, large or verifies by now does not count', async () => {
  const found: Record<number, Partial<Diagnosis> | null> = {
    1: { confidence: 'unknown', codes: ['body-shorter'] },
    2: { codes: ['url-slash', 'body-empty'] },
    3: { matched: true, codes: [] },
    4: null,
  }
  const { offer, counted } = start((seq) => found[seq] ?? null)
  for (const seq of [1, 2, 3, 4, 98, 99]) {
    offer(1, 'ERR_SIGNATURE_MISMATCH', seq)
    await vi.advanceTimersByTimeAsync(10_000)
  }
  expect(counted.map(({ cause }) => cause)).toEqual(['ERR_SIGNATURE_MISMATCH', 'url-slash+body-empty'])
})

test('after its end it looks at nothing more, and counts nothing of what it was at', async () => {
  const { offer, causes, counted, looked } = start(() => {
    causes.close()
    return {}
  })
  offer(1, 'ERR_A', 1)
  offer(1, 'ERR_B', 2)
  await vi.advanceTimersByTimeAsync(60_000)
  offer(1, 'ERR_C', 3)
  await vi.advanceTimersByTimeAsync(60_000)
  expect([looked, counted]).toEqual([[1], []])
})
