import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Contents } from '../../src/deliver/contents.ts'
import { Gate } from '../../src/deliver/gate.ts'
import { LaneWorker, type Tried } from '../../src/deliver/lane-worker.ts'
import { Settler } from '../../src/deliver/settler.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { QueueRow, Settlement } from '../../src/journal/port/queue.ts'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { sampleAttempt, sampleDestination, sampleEvent } from '../journal/samples.ts'

// A worker with its real queue, gate, contents and settler, on a journal and a receiver whose every answer comes
// when fast-check says: each run is one order of readings, attempts, settlements and the end of the ownership.

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const lane = { number: 1, destination: 1, shard: 0 }

/** One lane's rows, and what was done with them. */
class Store {
  readonly rows = new Map<number, QueueRow>()
  readonly attempts: { readonly seq: number; readonly fence: number }[] = []
  readonly inFlight = new Set<number>()
  together = 0
  /** Attempts at rows that were settled already. */
  needless = 0
  fence = 1
  readonly #scheduler: fc.Scheduler
  readonly #fails: () => boolean
  #seq = 0

  constructor(scheduler: fc.Scheduler, fails: () => boolean) {
    this.#scheduler = scheduler
    this.#fails = fails
  }

  append(orderKey: string | null): QueueRow {
    this.#seq += 1
    const row = {
      lane: 1,
      due: Date.now(),
      seq: this.#seq,
      replay: 0,
      attempts: 0,
      earlier: 0,
      orderKey,
    }
    this.rows.set(row.seq, row)
    return row
  }

  /** The call travels, is judged by the rows of that moment, and its answer travels back. */
  async #call<T>(name: string, work: () => T): Promise<T> {
    await this.#scheduler.schedule(Promise.resolve(), `${name} asked`)
    const answer = work()
    await this.#scheduler.schedule(Promise.resolve(), `${name} answered`)
    return answer
  }

  #free({ seq, orderKey }: QueueRow): boolean {
    return (
      orderKey === null || ![...this.rows.values()].some((one) => one.orderKey === orderKey && one.seq < seq)
    )
  }

  readonly journal: Pick<Journal, 'due' | 'nextDue' | 'payloads' | 'settle' | 'settleApartMs'> = {
    due: (_lane, now, _after, limit) =>
      this.#call('due', () =>
        [...this.rows.values()]
          .filter((row) => row.due <= now && this.#free(row))
          .sort((a, b) => a.due - b.due || a.seq - b.seq)
          .slice(0, limit),
      ),
    nextDue: (_lane, after) =>
      this.#call('nextDue', () => {
        const dues = [...this.rows.values()].map(({ due }) => due).filter((due) => due > (after?.due ?? 0))
        return dues.length === 0 ? null : Math.min(...dues)
      }),
    payloads: (seqs) => this.#call('payloads', () => new Map(seqs.map((seq) => [seq, contentOf(seq)]))),
    settleApartMs: () => 0,
    settle: (_owner, settlements) =>
      this.#call('settle', () => settlements.map((settlement) => this.#settle(settlement))),
  }

  #settle({ fence, at, next }: Settlement): boolean {
    const row = this.rows.get(at.seq)
    if (fence !== this.fence || row === undefined || row.due !== at.due) return false
    if ('retryAt' in next) this.rows.set(at.seq, { ...row, due: next.retryAt, attempts: row.attempts + 1 })
    else this.rows.delete(at.seq)
    return true
  }

  async attempt({ seq }: QueueRow, fence: number): Promise<Tried> {
    this.attempts.push({ seq, fence })
    if (this.inFlight.has(seq)) this.together += 1
    if (!this.rows.has(seq)) this.needless += 1
    this.inFlight.add(seq)
    await this.#scheduler.schedule(Promise.resolve(), `attempt at ${seq}`)
    this.inFlight.delete(seq)
    const failed = this.#fails()
    return {
      attempt: sampleAttempt({ code: failed ? 'ERR_DELIVERY_FAILED' : null }),
      next: failed ? { retryAt: Date.now() + 5 } : { state: 'delivered' },
      ended: { result: failed ? 'failed' : 'ok', paceUntil: null },
    }
  }
}

function contentOf(seq: number): { event: never; payload: never } {
  const { payload, ...event } = sampleEvent()
  return { event: { ...event, seq } as never, payload: payload as never }
}

function workerOn(store: Store, concurrency: number, hot: boolean) {
  const settler = new Settler(store.journal, 'me', quiet, () => gate.wake())
  const contents = new Contents(store.journal, hot ? 1_000_000 : 1)
  const policy = { retryScheduleMs: [5], timeoutMs: 100, concurrency, ratePerSecond: null }
  const destination = { ...sampleDestination('app', { policy }), number: 1 }
  const gate = new Gate({
    destination,
    now: Date.now,
    stopped: () => settler.stuck,
    // It probes soon, so that it sheds.
    limits: { ...defaultHealthLimits, probeAfter: 2, probeAfterMs: 0, firstProbeMs: 10, longestProbeMs: 10 },
    report: () => undefined,
  })
  const { fence } = store
  const worker = new LaneWorker({ ...lane, fence }, gate, {
    journal: store.journal,
    contents,
    settler,
    now: Date.now,
    log: quiet,
    onDead: () => undefined,
    onRest: () => undefined,
    beside: () => [],
    restAfterMs: () => Number.POSITIVE_INFINITY,
    attempt: (row) => store.attempt(row, fence),
  })
  worker.pump()
  return { worker, gate, contents, destination }
}

/** Lets answers come, and time pass where none is on its way, until it holds, or nothing has happened for long. */
async function settleDown(scheduler: fc.Scheduler, holds: () => boolean): Promise<void> {
  for (let idle = 0; idle < 50 && !holds(); ) {
    await new Promise(setImmediate)
    if (scheduler.count() > 0) {
      await scheduler.waitOne()
      idle = 0
    } else {
      idle += 1
      await vi.advanceTimersByTimeAsync(25)
    }
  }
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('append' as const),
        offer: fc.boolean(),
        key: fc.constantFrom(null, null, 'a'),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: 'wake' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'pause' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'resume' as const }) },
  ),
  { minLength: 1, maxLength: 25 },
)

describe('a lane worker', () => {
  it('that retires or loses its lane is over, begins nothing more, and leaves all that waits to the next', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        steps,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        fc.boolean(),
        fc.boolean(),
        async (scheduler, taken, backlog, concurrency, luck, lost, hot) => {
          const store = new Store(scheduler, () => luck.next().value < 3)
          for (let at = 0; at < backlog; at++) store.append(null)
          const first = workerOn(store, concurrency, hot)
          let over = false
          let begunBefore = Number.NaN
          let healthBefore = first.gate.health
          const sequence = taken.map((step) => ({
            label: step.do,
            builder: async () => {
              if (step.do === 'append') {
                const row = store.append(step.key)
                if (!step.offer) return
                // The offer follows when the commit is answered; a page may have brought the row by then.
                void scheduler.schedule(Promise.resolve(), 'committed').then(() => {
                  first.contents.keep(contentOf(row.seq), 1)
                  if (!first.worker.offer(row)) first.contents.done(row.seq)
                })
              } else if (step.do === 'wake') first.worker.wake()
              else
                first.gate.update({ ...first.destination, paused: step.do === 'pause' ? 'operator' : null })
            },
          }))
          const end = async (): Promise<void> => {
            if (lost) store.fence += 1
            begunBefore = store.attempts.length
            healthBefore = first.gate.health
            void (lost ? first.worker.lose() : first.worker.retire()).then(() => {
              over = true
            })
          }
          const acts = scheduler.scheduleSequence([...sequence, { label: 'end', builder: end }])
          await settleDown(scheduler, () => over)
          expect(acts.done).toBe(true)
          expect(over).toBe(true)
          expect(store.attempts.length).toBe(begunBefore)
          expect(store.inFlight.size).toBe(0)
          expect(first.gate.used).toBe(false)
          if (lost) expect(first.gate.health).toBe(healthBefore)

          if (!lost) store.fence += 1
          first.worker.wake()
          const second = workerOn(store, concurrency, hot)
          second.worker.wake()
          await settleDown(scheduler, () => store.rows.size === 0)
          expect(store.rows.size).toBe(0)
          expect(store.attempts.slice(begunBefore).every(({ fence }) => fence === 2)).toBe(true)
          expect(store.together).toBe(0)
          expect(store.needless).toBe(0)
        },
      ),
      { numRuns: 400 },
    )
  })
})
