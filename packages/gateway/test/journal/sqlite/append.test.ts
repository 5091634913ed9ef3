import { describe, expect, test } from 'vitest'
import type { NewEvent } from '../../../src/journal/port/intake.ts'
import { writeAppend } from '../../../src/journal/sqlite/wire/append.ts'
import { outcome } from '../../../src/journal/sqlite/wire/outcome.ts'
import { ledger, noon, sampleEvent, unsignedId } from '../samples.ts'
import { type StoreInProcess, withStore } from './store-in-process.ts'

const { accepted, duplicate, stale, gone } = outcome
const bodyBytes = sampleEvent().payload.body.length

/** What is answered of each event: outcome, number, tag, number with the same bytes or -1. */
function append(at: StoreInProcess, ...events: Partial<NewEvent>[]): number[][] {
  const all = at.run((pen) => writeAppend(pen, events.map(sampleEvent)))
  expect(all).toHaveLength(4 * events.length)
  return events.map((_, index) => all.slice(4 * index, 4 * index + 4))
}
const tagOf = (at: StoreInProcess, seq: number): number =>
  (at.rows(`select tag from event where seq = ${seq}`)[0] as { tag: number }).tag
const storeTest = (name: string, body: (at: StoreInProcess) => void): void =>
  test(name, () => withStore(body))

describe('the embedded store answers of an append', () => {
  storeTest('numbers that follow one another, the tag, and what has the same bytes', (at) => {
    const marked = { ledger: ledger('a', 'mark') }
    const answers = append(at, marked, marked, {}, { ledger: unsignedId('i', 'a') })
    expect(answers).toEqual([
      [accepted, 1, tagOf(at, 1), -1],
      [accepted, 2, tagOf(at, 2), 1],
      [accepted, 3, tagOf(at, 3), -1],
      [accepted, 4, tagOf(at, 4), 2],
    ])
    expect(append(at, {})).toEqual([[accepted, 5, tagOf(at, 5), -1]])
    expect(at.rows('select last_seq, ledger_rows from state')).toEqual([{ last_seq: 5, ledger_rows: 2 }])
  })

  storeTest('of a repeat the first one, without a tag where retention has removed it', (at) => {
    const once = { ledger: ledger('a') }
    expect(append(at, once, once)).toEqual([
      [accepted, 1, tagOf(at, 1), -1],
      [duplicate, 1, tagOf(at, 1), -1],
    ])
    at.rows('delete from payload where seq = 1')
    at.rows('delete from event where seq = 1')
    expect(append(at, once)).toEqual([[duplicate, 1, 0, -1]])
  })

  storeTest('nothing but what became of it, where there is no event', (at) => {
    expect(append(at, { epoch: 1 }, { rejection: 0 }, { rejection: 1 }, { epoch: -1, rejection: 1 })).toEqual(
      [
        [stale, 0, 0, -1],
        [gone, 0, 0, -1],
        [gone, 0, 0, -1],
        [stale, 0, 0, -1],
      ],
    )
  })

  storeTest(
    'a repeat within its window, to the millisecond and of no length, and none where a clock went back',
    (at) => {
      const within = (ms: number, receivedAt: number) => ({ receivedAt, ledger: ledger(`w${ms}`, ms) })
      const outcomes = (...events: Partial<NewEvent>[]) => append(at, ...events).map(([what]) => what)
      expect(outcomes(within(0, noon), within(0, noon), within(0, noon + 1))).toEqual([
        accepted,
        duplicate,
        accepted,
      ])
      expect(outcomes(within(9, noon), within(9, noon + 9), within(9, noon + 10))).toEqual([
        accepted,
        duplicate,
        accepted,
      ])
      const marked = (receivedAt: number) => ({ receivedAt, ledger: ledger('m', 'mark') })
      expect(outcomes(marked(noon), marked(noon - 5000))).toEqual([accepted, accepted])
    },
  )
})

storeTest(
  'the embedded store keeps of an append what is due, what it is indexed under and counts; of a repeat, its count alone',
  (at) => {
    const queue = [
      { lane: 1, due: noon, orderKey: null },
      { lane: 2, due: noon + 1, orderKey: 'k' },
    ]
    const keyed = { ledger: ledger('a'), queue, values: [7, 8], type: 'a' }
    const other = { verdict: 'published', queue: queue.slice(1), values: [9], type: 'b' } as const
    // What belongs to those that are not stored is passed over: the next is read from its own beginning.
    append(
      at,
      keyed,
      { ...keyed, verdict: 'unsigned' },
      { ...keyed, epoch: 4 },
      { ...keyed, rejection: 3 },
      other,
    )
    expect(at.rows('select seq, type from event')).toEqual([
      { seq: 1, type: 'a' },
      { seq: 2, type: 'b' },
    ])
    expect(at.rows('select lane, due, seq, replay, attempts, order_key from queue')).toEqual([
      { lane: 1, due: noon, seq: 1, replay: 0, attempts: 0, order_key: null },
      { lane: 2, due: noon + 1, seq: 1, replay: 0, attempts: 0, order_key: 'k' },
      { lane: 2, due: noon + 1, seq: 2, replay: 0, attempts: 0, order_key: 'k' },
    ])
    expect(at.rows('select value, seq from path_value order by value')).toEqual([
      { value: 7, seq: 1 },
      { value: 8, seq: 1 },
      { value: 9, seq: 2 },
    ])
    expect(
      at.rows('select verified, unsigned, published, duplicates, pending, ledger_rows, last_seq from state'),
    ).toEqual([
      { verified: 1, unsigned: 0, published: 1, duplicates: 1, pending: 3, ledger_rows: 1, last_seq: 2 },
    ])
    expect(at.rows('select outcome, count, bytes from event_tally order by outcome')).toEqual(
      [-1, 0, 3].map((outcome) => ({ outcome, count: 1, bytes: bodyBytes })),
    )
  },
)
