import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Gate } from '../../src/deliver/gate.ts'
import { LaneWorker, type Tried } from '../../src/deliver/lane-worker.ts'
import type { QueueRow } from '../../src/journal/port/queue.ts'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { sampleAttempt, sampleDestination } from '../journal/samples.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const ended = { result: 'ok', paceUntil: null } as const
const delivered: Tried = { attempt: sampleAttempt(), next: { state: 'delivered' }, ended }

/** A worker on a queue that holds what is put into it. */
function worker(atRest: boolean, tried: Tried = delivered) {
  const rows: QueueRow[] = []
  const seen = { reads: 0, rests: 0 }
  const journal = {
    due: async (_lane: number, now: number) => {
      seen.reads += 1
      return rows.filter(({ due }) => due <= now)
    },
    nextDue: async () => rows[0]?.due ?? null,
    payloads: async () => new Map(),
  }
  const destination = { ...sampleDestination('app'), number: 1 }
  const gate = new Gate({
    ...{ destination, now: Date.now, stopped: () => false, limits: defaultHealthLimits },
    report: () => undefined,
  })
  const made = new LaneWorker(
    { number: 1, destination: 1, shard: 0, fence: 1 },
    gate,
    {
      journal,
      contents: { get: () => ({}), done: () => undefined } as never,
      settler: { add: (_settlement: unknown, done: (mine: boolean) => void) => done(true) } as never,
      now: Date.now,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onDead: () => undefined,
      onRest: () => {
        seen.rests += 1
      },
      beside: () => [],
      restAfterMs: () => 50_000,
      attempt: async () => tried,
    },
    atRest,
  )
  return { made, gate, rows, seen }
}

it('rests once it has been without work for long, and never while something waits or is paused', async () => {
  const { made, gate, seen, rows } = worker(true)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(seen).toEqual({ reads: 0, rests: 0 })
  await vi.advanceTimersByTimeAsync(31_000)
  // Nothing was queued, and nothing was told of: it need not look.
  expect(seen).toEqual({ reads: 0, rests: 1 })

  rows.push({ lane: 1, due: Date.now() + 1e9, seq: 1, replay: 0, attempts: 0, earlier: 0, orderKey: null })
  made.wake()
  await vi.advanceTimersByTimeAsync(300_000)
  expect(seen.rests).toBe(1)

  rows.length = 0
  gate.update({ ...gate.destination, paused: 'operator' })
  await vi.advanceTimersByTimeAsync(300_000)
  expect(seen.rests).toBe(1)
  gate.update({ ...gate.destination, paused: null })
  await vi.advanceTimersByTimeAsync(200_000)
  expect(seen.rests).toBeGreaterThan(1)
})

it('that was not looked at yet begins with a look', async () => {
  const { made, seen } = worker(false)
  made.pump()
  await vi.advanceTimersByTimeAsync(10)
  expect(seen).toEqual({ reads: 1, rests: 0 })
})

const row = { lane: 1, seq: 1, replay: 0, attempts: 0, earlier: 0, orderKey: null }

it('rests without a look behind what was offered and delivered; later where it had work meanwhile', async () => {
  const { made, seen } = worker(true)
  for (let at = 0; at < 3; at++) {
    expect(made.offer({ ...row, seq: at + 1, due: Date.now() })).toBe(true)
    await vi.advanceTimersByTimeAsync(15_000)
  }
  await vi.advanceTimersByTimeAsync(30_000)
  expect(seen.rests).toBe(0)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(seen.rests).toBe(1)
})

it('does not rest while a delivery waits to be tried again, however long that is', async () => {
  const retryAt = Date.now() + 600_000
  const { made, rows, seen } = worker(true, { ...delivered, next: { retryAt }, ended })
  rows.push({ ...row, due: retryAt })
  made.offer({ ...row, due: Date.now() })
  await vi.advanceTimersByTimeAsync(590_000)
  expect(seen.rests).toBe(0)
  const before = seen.reads
  rows.length = 0
  await vi.advanceTimersByTimeAsync(200_000)
  expect(seen.reads).toBeGreaterThan(before)
  expect(seen.rests).toBe(1)
})
