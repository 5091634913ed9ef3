import { expect, test } from 'vitest'
import type { Settlement } from '../../../src/journal/port/queue.ts'
import { writeAppend } from '../../../src/journal/sqlite/wire/append.ts'
import { readOwned } from '../../../src/journal/sqlite/wire/owned.ts'
import { writeSettle } from '../../../src/journal/sqlite/wire/settle.ts'
import { noon, sampleAttempt, sampleDestination, sampleEvent, sampleSource } from '../samples.ts'
import { type StoreInProcess, withStore } from './store-in-process.ts'

interface Settling extends StoreInProcess {
  readonly lane: number
  readonly fence: number
  readonly destination: number
  /** Answers of each whether it took effect. */
  settle(owner: string, ...some: ({ seq: number } & Partial<Settlement>)[]): number[]
  counts(): unknown
}

/** A store with one lane, three events of which are due at noon. */
function settling(name: string, body: (at: Settling) => void): void {
  test(name, () =>
    withStore((at) => {
      const { epoch } = at.store.configure({
        sources: [sampleSource('in')],
        destinations: [sampleDestination('app')],
      })
      const [owned] = readOwned(at.store.own('me', 60_000))
      if (owned === undefined) throw new Error('no lane')
      const { number: lane, fence, destination } = owned
      const event = sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] })
      at.run((pen) => writeAppend(pen, [event, event, event]))
      const sample = { lane, fence, attempt: sampleAttempt(), next: { state: 'delivered' } } as const
      body({
        ...{ ...at, lane, fence, destination },
        settle: (owner, ...some) => {
          const all = some.map(({ seq, ...change }) => ({
            ...{ ...sample, at: { due: noon, seq, replay: 0 } },
            ...change,
          }))
          return at.run((pen) => writeSettle(pen, owner, all))
        },
        counts: () => at.rows('select pending, delivered, dead, discarded from state')[0],
      })
    }),
  )
}

settling(
  'what is not the owner’s, under its fence, or not due then takes no effect and is counted nowhere',
  ({ settle, counts, rows, lane, fence }) => {
    expect(settle('other', { seq: 1 })).toEqual([0])
    expect(settle('me', { seq: 1, fence: fence - 1 }, { seq: 4 }, { seq: 1, lane: lane + 1 })).toEqual([
      0, 0, 0,
    ])
    expect(settle('me', { seq: 1, at: { due: noon + 1, seq: 1, replay: 0 } })).toEqual([0])
    expect(settle('me', { seq: 4, next: { retryAt: noon + 5 } })).toEqual([0])
    expect(counts()).toEqual({ pending: 3, delivered: 0, dead: 0, discarded: 0 })
    expect([rows('select * from attempt'), rows('select * from delivery_tally')]).toEqual([[], []])
  },
)

settling(
  'an end takes the delivery out and is counted once; a wait leaves it, due later, after the attempts made',
  ({ settle, counts, rows }) => {
    const again = { retryAt: noon + 5000 }
    expect(
      settle(
        'me',
        { seq: 1 },
        { seq: 1 },
        { seq: 2, next: { state: 'dead' } },
        { seq: 3, next: again, attempt: sampleAttempt({ n: 4 }) },
      ),
    ).toEqual([1, 0, 1, 1])
    expect(rows('select seq, due, attempts from queue order by seq')).toEqual([
      { seq: 3, due: noon + 5000, attempts: 4 },
    ])
    expect(counts()).toEqual({ pending: 1, delivered: 1, dead: 1, discarded: 0 })
    expect(rows('select seq, n, final from attempt order by seq')).toEqual([
      { seq: 1, n: 1, final: 1 },
      { seq: 2, n: 1, final: 2 },
      { seq: 3, n: 4, final: null },
    ])
  },
)

settling(
  'an attempt is counted for its destination by how long it took, an end without one by its end alone',
  ({ settle, rows, destination }) => {
    const tried = { ms: 12 }
    const untried = sampleAttempt({ n: 0, ms: 12, status: null })
    settle(
      'me',
      { seq: 1, attempt: sampleAttempt(tried) },
      { seq: 2, next: { state: 'dead' }, attempt: untried },
      { seq: 3, next: { retryAt: noon + 1 }, attempt: sampleAttempt({ ...tried, n: 2 }) },
    )
    // 12 ms is in the fifth bucket, up to 20.
    expect(rows('select destination, outcome, count, l4 from delivery_tally order by outcome')).toEqual([
      { destination, outcome: 0, count: 1, l4: 1 },
      { destination, outcome: 1, count: 1, l4: 1 },
      { destination, outcome: 2, count: 1, l4: 0 },
    ])
  },
)
