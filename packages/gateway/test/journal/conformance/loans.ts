import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { Lease, Loan, LoanSettlement } from '../../../src/journal/port/loans.ts'
import { appendOne, noon, sampleAttempt, sampleEvent, samplePayload, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const noLimit = 1_000_000_000

export function describeLoans(open: OpenSubject): void {
  const world = async (journal: Journal, ...names: string[]) => {
    const { epoch, lanes } = await setUp(journal, 'app', ...names)
    const [lane = -1, other = -1] = lanes
    const append = (orderKey: string | null = null, due = noon, size = 8): Promise<number> =>
      appendOne(
        journal,
        sampleEvent({
          epoch,
          queue: [{ lane, due, orderKey }],
          payload: samplePayload({ body: Buffer.alloc(size) }),
        }),
      )
    return { lane, other, append }
  }
  const lend = (
    journal: Journal,
    lane: number,
    now: number,
    { until = now + 60_000, limit = 10, maxBytes = noLimit } = {},
  ): Promise<readonly Loan[]> => journal.lend({ lane, now, until, limit, maxBytes })
  const settle = async (
    journal: Journal,
    { seq, lane, replay, lease }: Lease,
    next: LoanSettlement['next'],
    due: number | null = null,
  ): Promise<boolean | undefined> => (await journal.settleLoans([{ seq, lane, replay, lease, due, next }]))[0]
  const only = (loans: readonly Loan[]): Loan => {
    const [loan] = loans
    if (loan === undefined || loans.length > 1) throw new Error(`${loans.length} loans`)
    return loan
  }
  const delivered = { attempt: sampleAttempt(), state: 'delivered' } as const

  describe('loans', () => {
    journalTest(open, 'a due row is lent once, counts an attempt and is due at its end', async (subject) => {
      const { journal } = subject
      const { lane, append } = await world(journal)
      const seq = await append()
      await append(null, noon + 1)
      expect(await lend(journal, lane, noon - 1)).toEqual([])
      const loan = only(await lend(journal, lane, noon, { until: noon + 5000 }))
      expect(loan).toMatchObject({ seq, lane, replay: 0, attempts: 1, due: noon + 5000, lentAt: noon })
      expect(await lend(journal, lane, noon)).toEqual([])
      expect(await journal.loans([loan, { ...loan, lease: loan.lease + 1 }])).toEqual([loan, null])
      expect(await journal.due(lane, noon, null, 10)).toEqual([])
      expect((await journal.stats()).deliveries.pending).toBe(2)
      await subject.reopen()
      expect(await subject.journal.loans([loan])).toEqual([loan])
    })

    journalTest(open, 'two that lend at once never get the same row', async (subject) => {
      const { journal } = subject
      const second = (await subject.second?.()) ?? journal
      const { lane, append } = await world(journal)
      const seqs: number[] = []
      for (let at = 0; at < 30; at++) seqs.push(await append(at % 3 === 0 ? `k${at % 6}` : null))
      const got: Loan[] = []
      for (let round = 0; round < 40 && got.length < seqs.length; round++) {
        const taken = await Promise.all(
          [journal, second, journal, second].map((on) => lend(on, lane, noon, { limit: 3 })),
        )
        const loans = taken.flat()
        const keys = loans.flatMap(({ orderKey }) => orderKey ?? [])
        expect(new Set(keys).size).toBe(keys.length)
        got.push(...loans)
        // Those with keys are settled, so that the next of each may go.
        const settlements = loans
          .filter(({ orderKey }) => orderKey !== null)
          .map(({ seq, replay, lease }) => ({ seq, lane, replay, lease, due: null, next: delivered }))
        expect(await second.settleLoans(settlements)).toEqual(settlements.map(() => true))
      }
      expect(got.map(({ seq }) => seq).sort((one, other) => one - other)).toEqual(seqs)
      expect(new Set(got.map(({ lease }) => lease)).size).toBe(seqs.length)
    })

    journalTest(open, 'of an order key one alone is out, in the order of its events', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const first = await append('a')
      const second = await append('a')
      const free = await append()
      const [one, rest] = await lend(journal, lane, noon)
      expect([one?.seq, rest?.seq]).toEqual([first, free])
      expect(await lend(journal, lane, noon)).toEqual([])
      if (one === undefined) throw new Error('none')
      // What is tried again later still comes first.
      await settle(journal, one, { attempt: sampleAttempt(), retryAt: noon + 10 })
      expect(await lend(journal, lane, noon + 9)).toEqual([])
      const again = only(await lend(journal, lane, noon + 10))
      expect(again).toMatchObject({ seq: first, attempts: 2 })
      await settle(journal, again, delivered)
      expect(only(await lend(journal, lane, noon + 10)).seq).toBe(second)
    })

    journalTest(open, 'what comes late of a key waits for the one that is out', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const early = await append('a', noon)
      await append('a', noon + 1)
      const one = only(await lend(journal, lane, noon))
      await settle(journal, one, delivered)
      const two = only(await lend(journal, lane, noon + 1))
      // A retry of an earlier event, as one whose commit came out of turn.
      await journal.enqueue([{ lane, seq: early, replay: 0, due: noon, orderKey: 'a' }])
      expect(await lend(journal, lane, noon + 2)).toEqual([])
      await settle(journal, two, delivered)
      expect(only(await lend(journal, lane, noon + 2)).seq).toBe(early)
    })

    journalTest(open, 'bodies bound what is lent; the first goes whatever its size', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const seqs = [await append(null, noon, 100), await append(null, noon, 50), await append(null, noon, 60)]
      const sizes = async (maxBytes: number): Promise<number[]> =>
        (await lend(journal, lane, noon, { maxBytes })).map(({ seq }) => seq)
      expect(await sizes(99)).toEqual(seqs.slice(0, 1))
      expect(await sizes(110)).toEqual(seqs.slice(1))
    })

    journalTest(open, 'a settled loan is its last attempt', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const key = { seq: await append(), lane, replay: 0 }
      const attempt = sampleAttempt({ status: null, code: 'ERR_DELIVERY_UNPROCESSED', n: 1 })
      const one = only(await lend(journal, lane, noon))
      expect(await settle(journal, one, { attempt, retryAt: noon + 7 })).toBe(true)
      expect(await journal.delivery(key)).toMatchObject({
        state: 'pending',
        attempts: 1,
        nextAttemptAt: noon + 7,
        lastCode: 'ERR_DELIVERY_UNPROCESSED',
      })
      const two = only(await lend(journal, lane, noon + 7))
      expect(two.lease).not.toBe(one.lease)
      expect(await settle(journal, two, { attempt: sampleAttempt({ n: 2 }), state: 'delivered' })).toBe(true)
      expect(await journal.delivery(key)).toMatchObject({ state: 'delivered', attempts: 2 })
      expect(await journal.attempts(key)).toMatchObject([
        { n: 1, code: 'ERR_DELIVERY_UNPROCESSED', final: null },
        { n: 2, code: null, final: 'delivered' },
      ])
      expect((await journal.stats()).deliveries).toMatchObject({ pending: 0, delivered: 1 })
    })

    journalTest(open, 'a lease that is no more settles nothing', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const key = { seq: await append(), lane, replay: 0 }
      const one = only(await lend(journal, lane, noon, { until: noon + 10 }))
      expect(await journal.endedLoans(noon + 9, 10)).toEqual([])
      expect(await journal.endedLoans(noon + 10, 10)).toEqual([one])
      // As long as nobody else has it, it may still be settled; here it ends.
      const attempt = sampleAttempt({ code: 'ERR_DELIVERY_UNACKNOWLEDGED', n: 1 })
      expect(await settle(journal, one, { attempt, retryAt: noon + 10 }, noon + 10)).toBe(true)
      const two = only(await lend(journal, lane, noon + 10))
      const before = await journal.attempts(key)
      for (const next of [delivered, { until: noon + 99 }, { backAt: noon }, { attempt, retryAt: noon }]) {
        expect(await settle(journal, one, next)).toBe(false)
        expect(await settle(journal, { ...two, lease: two.lease + 1 }, next)).toBe(false)
        expect(await settle(journal, { ...two, replay: 1 }, next)).toBe(false)
      }
      expect(await journal.attempts(key)).toEqual(before)
      expect(await journal.loans([two])).toEqual([two])
      expect(await settle(journal, two, delivered)).toBe(true)
      expect(await settle(journal, two, delivered)).toBe(false)
      expect((await journal.stats()).deliveries).toMatchObject({ pending: 0, delivered: 1 })
    })

    journalTest(open, 'a loan is extended, but not once it was ended', async ({ journal }) => {
      const { lane, append } = await world(journal)
      await append()
      const one = only(await lend(journal, lane, noon, { until: noon + 10 }))
      expect(await settle(journal, one, { until: noon + 50 })).toBe(true)
      expect(await journal.endedLoans(noon + 49, 10)).toEqual([])
      const attempt = sampleAttempt({ code: 'ERR_DELIVERY_UNACKNOWLEDGED' })
      // Who saw it end before does not end it now.
      expect(await settle(journal, one, { attempt, retryAt: noon + 11 }, noon + 10)).toBe(false)
      expect(await journal.loans([one])).toEqual([{ ...one, due: noon + 50 }])
      expect(await settle(journal, one, delivered)).toBe(true)
    })

    journalTest(
      open,
      'what is lent of one lane is told, over or not, and nothing of another',
      async (subject) => {
        const { journal } = subject
        const { lane, other, append } = await world(journal, 'other')
        await append()
        await append()
        expect(await journal.lentIn(lane, 10)).toEqual([])
        const later = only(await lend(journal, lane, noon, { until: noon + 20, limit: 1 }))
        const sooner = only(await lend(journal, lane, noon, { until: noon + 10, limit: 1 }))
        expect(await journal.lentIn(lane, 10)).toEqual([sooner, later])
        expect(await journal.lentIn(lane, 1)).toEqual([sooner])
        expect(await journal.lentIn(other, 10)).toEqual([])
        await settle(journal, sooner, delivered)
        expect(await journal.lentIn(lane, 10)).toEqual([later])
      },
    )

    journalTest(open, 'what nobody got counts no attempt', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const key = { seq: await append(), lane, replay: 0 }
      const one = only(await lend(journal, lane, noon))
      expect(await settle(journal, one, { backAt: noon })).toBe(true)
      expect(await journal.attempts(key)).toEqual([])
      expect(await journal.due(lane, noon, null, 10)).toMatchObject([{ ...key, attempts: 0 }])
      expect(only(await lend(journal, lane, noon))).toMatchObject({ attempts: 1 })
    })

    journalTest(open, 'of a lease named twice the first counts, others are left alone', async (subject) => {
      const { journal } = subject
      const { lane, append } = await world(journal)
      const seqs = [await append(), await append(), await append()]
      const [one, two, three] = await lend(journal, lane, noon)
      if (one === undefined || two === undefined || three === undefined) throw new Error('too few')
      const named = ({ seq, replay, lease }: Loan) => ({ seq, lane, replay, lease, due: null })
      const dead = { attempt: sampleAttempt({ code: 'ERR_DELIVERY_UNPROCESSED' }), state: 'dead' } as const
      const effects = await journal.settleLoans([
        { ...named(two), next: dead },
        { ...named(one), next: delivered },
        { ...named(two), next: delivered },
      ])
      expect(effects).toEqual([true, true, false])
      expect((await journal.stats()).deliveries).toMatchObject({ pending: 1, delivered: 1, dead: 1 })
      const ends = await Promise.all(seqs.map((seq) => journal.delivery({ seq, lane, replay: 0 })))
      expect(ends.map((end) => end?.state)).toEqual(['delivered', 'dead', 'pending'])
      expect(await journal.settleLoans([])).toEqual([])
      expect(await journal.loans([])).toEqual([])
    })

    journalTest(
      open,
      'a lease of numbers that nothing has is none, beside one that is',
      async ({ journal }) => {
        const { lane, append } = await world(journal)
        await append()
        const loan = only(await lend(journal, lane, noon))
        const most = Number.MAX_SAFE_INTEGER
        const wrong = [
          { ...loan, replay: most },
          { ...loan, lane: most },
          { ...loan, seq: most, lease: most },
        ]
        expect(await journal.loans([...wrong, loan])).toEqual([null, null, null, loan])
      },
    )

    journalTest(open, 'a discard ends what is lent; then the lease is no more', async ({ journal }) => {
      const { lane, append } = await world(journal)
      const seq = await append()
      const loan = only(await lend(journal, lane, noon))
      const end = sampleAttempt({ n: 0, code: 'ERR_DELIVERY_DISCARDED' })
      expect(await journal.discard([{ seq, lane, replay: 0 }], end)).toEqual([true])
      expect(await settle(journal, loan, delivered)).toBe(false)
      expect(await journal.endedLoans(noon + 100_000, 10)).toEqual([])
    })
  })
}
