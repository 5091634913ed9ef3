import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { NewEvent } from '../../../src/journal/port/intake.ts'
import type { SeriesQuery } from '../../../src/journal/port/look.ts'
import {
  type DeliveryTally,
  type EventTally,
  latencyBucket,
  mostNamed,
  type Series,
  tallyKeptMs,
} from '../../../src/model/tally.ts'
import {
  appendOne,
  fenceOf,
  ledger,
  noon,
  sampleAttempt,
  sampleEvent,
  samplePayload,
  sampleRejection,
  setUp,
} from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** The minute, the hour and the day of `noon`. */
const atMinute = noon - (noon % minute)
const atHour = noon - (noon % hour)
const atDay = noon - (noon % day)

const all: SeriesQuery = { step: 'minute', from: 0, to: noon + 1000 * day, most: 50 }

/** Runs a whole round of retention that keeps all but counts over time. */
async function keep(journal: Journal, now: number): Promise<void> {
  const limits = { now, payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 500 }
  for (let steps = 0; steps < 1000; steps++) if (!(await journal.prune(limits)).more) return
  throw new Error('retention never ends')
}

const cameIn = ({ events }: Series): unknown[] =>
  events.map(({ at, source, outcome, count, bytes }) => [at, source, outcome, count, bytes])

const wentOut = ({ deliveries }: Series): unknown[] =>
  deliveries.map(({ at, destination, outcome, count, latency }) => [
    at,
    destination,
    outcome,
    count,
    Object.fromEntries(latency.flatMap((n, bucket) => (n === 0 ? [] : [[bucket, n]]))),
  ])

const sum = (rows: readonly (EventTally | DeliveryTally)[]): number =>
  rows.reduce((total, { count }) => total + count, 0)

export function describeSeries(open: OpenSubject): void {
  describe('counts over time', () => {
    journalTest(open, 'what came in, by minute, source and what became of it', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const payload = samplePayload({ body: Buffer.alloc(10) })
      const event = (change: Partial<NewEvent>): NewEvent => sampleEvent({ epoch, payload, ...change })
      await journal.append([
        event({ ledger: ledger('a') }),
        event({ receivedAt: noon + 1, ledger: ledger('b') }),
        event({ source: 2, verdict: 'unsigned' }),
        event({ receivedAt: noon + minute, verdict: 'published' }),
      ])
      await journal.append([
        event({ receivedAt: noon + 2, ledger: ledger('a') }),
        event({ receivedAt: noon + 3, ledger: ledger('c') }),
        event({ epoch: epoch - 1 }),
      ])
      await journal.append([event({ receivedAt: noon + 4, ledger: ledger('d') })])
      await journal.append([event({ receivedAt: noon + 4, ledger: ledger('b') })])
      // A window: by the slower of two ways on one of the engines.
      await journal.append([event({ receivedAt: noon + 5, ledger: ledger('a', 1000) }), event({ source: 2 })])
      await journal.countRefused([
        { source: 1, code: 'ERR_X', at: noon, count: 3, bytes: 30 },
        { source: 1, code: 'ERR_Y', at: noon + 1, count: 1, bytes: 1 },
      ])
      await journal.countRefused([])
      // What is kept of them is not counted once more.
      await journal.reject([sampleRejection()])
      expect(cameIn(await journal.series(all))).toEqual([
        [atMinute, 1, 'refused', 4, 31],
        [atMinute, 1, 'duplicate', 3, 30],
        [atMinute, 1, 'verified', 4, 40],
        [atMinute, 2, 'verified', 1, 10],
        [atMinute, 2, 'unsigned', 1, 10],
        [atMinute + minute, 1, 'published', 1, 10],
      ])
      expect(cameIn(await journal.series({ ...all, source: 2 }))).toHaveLength(2)
      expect(cameIn(await journal.series({ ...all, from: atMinute + minute }))).toHaveLength(1)
      expect(cameIn(await journal.series({ ...all, to: atMinute }))).toEqual([])
      expect(cameIn(await journal.series({ ...all, step: 'hour' }))).toContainEqual([
        atHour,
        1,
        'verified',
        4,
        40,
      ])
      expect(cameIn(await journal.series({ ...all, step: 'day' }))).toContainEqual([
        atDay,
        1,
        'duplicate',
        3,
        30,
      ])
    })

    journalTest(open, 'what went out, by minute, destination and how long it took', async ({ journal }) => {
      const { epoch, lanes, destinations } = await setUp(journal, 'app', 'other')
      const [lane = -1, other = -1] = lanes
      const [app, second] = destinations
      const queue = [lane, other].map((each) => ({ lane: each, due: noon, orderKey: null }))
      const seqs = [
        await appendOne(journal, sampleEvent({ epoch, queue })),
        await appendOne(journal, sampleEvent({ epoch, queue })),
        await appendOne(journal, sampleEvent({ epoch, queue })),
      ]
      const [first = -1, next = -1, last = -1] = seqs
      const fence = await fenceOf(journal, 'me', lane)
      const fenceOfOther = await fenceOf(journal, 'me', other)
      const at = (seq: number) => ({ due: noon, seq, replay: 0 })
      const settled = await journal.settle('me', [
        { lane, fence, at: at(first), attempt: sampleAttempt({ ms: 1 }), next: { state: 'delivered' } },
        { lane, fence, at: at(next), attempt: sampleAttempt({ ms: 15_000 }), next: { retryAt: noon + 9 } },
        {
          lane: other,
          fence: fenceOfOther,
          at: at(first),
          attempt: sampleAttempt({ ms: 2 }),
          next: { state: 'delivered' },
        },
        {
          lane: other,
          fence: fenceOfOther,
          at: at(next),
          attempt: sampleAttempt({ ms: 90_000 }),
          next: { state: 'dead' },
        },
        // Someone else's.
        {
          lane: other,
          fence: fenceOfOther - 1,
          at: at(last),
          attempt: sampleAttempt(),
          next: { state: 'dead' },
        },
        {
          lane: other,
          fence: fenceOfOther,
          at: at(999),
          attempt: sampleAttempt(),
          next: { state: 'delivered' },
        },
      ])
      expect(settled).toEqual([true, true, true, true, false, false])
      const end = sampleAttempt({ n: 0, ms: 0, at: noon + minute, code: 'ERR_DELIVERY_DISCARDED' })
      await journal.discard([{ seq: last, lane, replay: 0 }], end)
      const expected = [
        [atMinute, app, 'retried', 1, { [latencyBucket(15_000)]: 1 }],
        [atMinute, app, 'delivered', 1, { 0: 1 }],
        [atMinute, second, 'delivered', 1, { 1: 1 }],
        [atMinute, second, 'dead', 1, { 15: 1 }],
        [atMinute + minute, app, 'discarded', 1, {}],
      ]
      expect(wentOut(await journal.series(all))).toEqual(expected)
      expect(await journal.series({ ...all, source: 1 })).toMatchObject({ deliveries: [] })
      const one = await journal.series({ ...all, destination: second ?? -1 })
      expect(one).toMatchObject({ events: [] })
      expect(wentOut(one)).toEqual(expected.slice(2, 4))
      // Its payload's time is over: what still waits dies, and is counted when that is.
      const now = noon + 2 * minute
      await journal.prune({
        now,
        payloadsBefore: now,
        eventsBefore: 0,
        attemptsBefore: 0,
        ledgerBefore: 0,
        limit: 100,
      })
      expect(wentOut(await journal.series(all)).slice(5)).toEqual([
        [atMinute + 2 * minute, app, 'dead', 1, {}],
        [atMinute + 2 * minute, second, 'dead', 1, {}],
      ])
    })

    journalTest(open, 'what was lent is counted like what was sent', async ({ journal }) => {
      const { epoch, lanes, destinations } = await setUp(journal, 'app')
      const [lane = -1] = lanes
      const queue = [{ lane, due: noon, orderKey: null }]
      await journal.append([
        sampleEvent({ epoch, queue }),
        sampleEvent({ epoch, queue }),
        sampleEvent({ epoch, queue }),
      ])
      const lending = { lane, now: noon, until: noon + minute, limit: 3, maxBytes: 1e6 }
      const [done, again, back] = await journal.lend(lending)
      if (done === undefined || again === undefined || back === undefined) throw new Error('not lent')
      await journal.settleLoans([
        { ...done, due: null, next: { attempt: sampleAttempt({ ms: 30 }), state: 'delivered' } },
        { ...again, due: null, next: { attempt: sampleAttempt({ ms: 30 }), retryAt: noon + 1 } },
        { ...back, due: null, next: { backAt: noon + 1 } },
      ])
      expect(wentOut(await journal.series(all))).toEqual([
        [atMinute, destinations[0], 'retried', 1, { 5: 1 }],
        [atMinute, destinations[0], 'delivered', 1, { 5: 1 }],
      ])
    })

    journalTest(
      open,
      'minutes are added to hours and days once, also late ones, and are removed',
      async (subject) => {
        const { journal } = subject
        const { epoch, lanes } = await setUp(journal, 'app')
        const [lane = -1] = lanes
        const queue = [{ lane, due: noon, orderKey: null }]
        const seq = await appendOne(journal, sampleEvent({ epoch, queue }))
        const fence = await fenceOf(journal, 'me', lane)
        const attempt = sampleAttempt({ ms: 3 })
        await journal.settle('me', [
          { lane, fence, at: { due: noon, seq, replay: 0 }, attempt, next: { state: 'delivered' } },
        ])
        await appendOne(journal, sampleEvent({ epoch, receivedAt: noon + hour }))
        const counts = async () =>
          await Promise.all(
            (['minute', 'hour', 'day'] as const).map(async (step) => {
              const { events, deliveries } = await journal.series({ ...all, step })
              return [sum(events), events.length, sum(deliveries), deliveries[0]?.latency[2]]
            }),
          )
        const before = await counts()
        expect(before).toEqual([
          [2, 2, 1, 1],
          [2, 2, 1, 1],
          [2, 1, 1, 1],
        ])
        await keep(journal, noon + 2 * hour)
        expect(await counts()).toEqual(before)
        // Counted in a minute that was added up before: a request that is let in later, or a clock that was set back.
        await appendOne(journal, sampleEvent({ epoch, receivedAt: noon + 1 }))
        expect((await counts()).map(([events]) => events)).toEqual([3, 3, 3])
        await keep(journal, noon + 2 * hour)
        await subject.reopen()
        expect(
          (await subject.journal.series({ ...all, step: 'hour' })).events.map(({ count }) => count),
        ).toEqual([2, 1])
        await keep(subject.journal, noon + 2 * hour + tallyKeptMs.minute)
        const left = async (step: SeriesQuery['step']) =>
          sum((await subject.journal.series({ ...all, step })).events)
        expect([await left('minute'), await left('hour'), await left('day')]).toEqual([0, 3, 3])
        await keep(subject.journal, noon + 2 * hour + tallyKeptMs.hour)
        expect([await left('minute'), await left('hour'), await left('day')]).toEqual([0, 0, 3])
        await keep(subject.journal, noon + 2 * day + tallyKeptMs.day)
        expect([await left('day'), (await subject.journal.series(all)).deliveries]).toEqual([0, []])
      },
    )

    journalTest(
      open,
      'of more sources than may be named the rest counts together, and nothing is lost',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const more = mostNamed + 60
        const events = Array.from({ length: more }, (_, index) => sampleEvent({ epoch, source: 1 + index }))
        await journal.append([
          ...events,
          sampleEvent({ epoch, source: 1 }),
          sampleEvent({ epoch, source: more }),
        ])
        // Another minute of the same hour: others come first there.
        await journal.append(events.toReversed().map((event) => ({ ...event, receivedAt: noon + minute })))
        const read = async (step: SeriesQuery['step'], at: number) =>
          (await journal.series({ ...all, step, most: 10_000 })).events.filter((row) => row.at === at)
        const rows = await read('minute', atMinute)
        expect(rows).toHaveLength(mostNamed + 1)
        expect(rows.find(({ source }) => source === null)?.count).toBe(61)
        expect(rows.find(({ source }) => source === 1)?.count).toBe(2)
        await keep(journal, noon + 2 * hour)
        const hours = await read('hour', atHour)
        expect(hours).toHaveLength(mostNamed + 1)
        expect(sum(hours)).toBe(2 * more + 2)
        // And in an answer, where the busiest are named alone.
        const two = (await journal.series({ ...all, step: 'hour', most: 2 })).events
        expect(two.map(({ source }) => source).slice(0, 2)).toEqual([null, 1])
        expect([two.length, sum(two)]).toEqual([3, 2 * more + 2])
      },
    )

    journalTest(open, 'two gateways add up', async ({ journal, second }) => {
      if (second === undefined) return
      const { epoch } = await setUp(journal)
      const other = await second()
      const append = (to: Journal) => to.append([sampleEvent({ epoch }), sampleEvent({ epoch, source: 2 })])
      for (let turn = 0; turn < 5; turn++) await Promise.all([append(journal), append(other)])
      await Promise.all(
        [journal, other].map((each) =>
          each.countRefused([{ source: 1, code: 'ERR_X', at: noon, count: 2, bytes: 2 }]),
        ),
      )
      const read = async () => cameIn(await journal.series({ ...all, step: 'hour' }))
      const expected = [
        [atHour, 1, 'refused', 4, 4],
        [atHour, 1, 'verified', 10, 80],
        [atHour, 2, 'verified', 10, 80],
      ]
      expect(await read()).toEqual(expected)
      await Promise.all([
        keep(journal, noon + hour),
        keep(other, noon + hour),
        append(journal),
        append(other),
      ])
      expect((await other.series({ ...all, step: 'day' })).events.map(({ count }) => count)).toEqual([
        4, 12, 12,
      ])
    })
  })
}
