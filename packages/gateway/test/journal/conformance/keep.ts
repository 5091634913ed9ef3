import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { RetentionLimits } from '../../../src/journal/port/keep.ts'
import {
  accepted,
  appendOne,
  fenceOf,
  ledger,
  noon,
  sampleAttempt,
  sampleEvent,
  samplePayload,
  setUp,
} from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const keepAll: RetentionLimits = {
  payloadsBefore: 0,
  eventsBefore: 0,
  attemptsBefore: 0,
  ledgerBefore: 0,
  limit: 7,
}

/** Prunes until nothing is left to do. */
export async function pruneAll(journal: Journal, limits: Partial<RetentionLimits>): Promise<number> {
  let removed = 0
  for (let steps = 0; steps < 5000; steps++) {
    const step = await journal.prune({ ...keepAll, ...limits })
    removed += step.removed
    if (!step.more) return removed
  }
  throw new Error('retention never ends')
}

export function describeKeep(open: OpenSubject): void {
  journalTest(open, 'says of itself what engine it is, and how large', async ({ journal }) => {
    const before = await journal.facts()
    expect(before).toMatchObject({
      engine: expect.stringMatching(/^(sqlite|postgres)$/),
      version: expect.stringMatching(/^\d+\./),
      settings: expect.any(Object),
      openToAll: before.engine === 'postgres',
    })
    const { epoch } = await setUp(journal)
    // Of bytes that no compression makes smaller, and of more than a log has room for that was longer once.
    const payload = { ...samplePayload(), body: randomBytes(1024 * 1024) }
    for (let n = 0; n < 6; n++) await journal.append([sampleEvent({ epoch, payload })])
    expect((await journal.facts()).bytes - before.bytes).toBeGreaterThan(4 * 1024 * 1024)
  })

  describe('retention', () => {
    journalTest(open, 'payloads go before events, and only what is old', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const answers = await journal.append(
        Array.from({ length: 40 }, (_, index) => sampleEvent({ epoch, receivedAt: noon + index })),
      )
      const seqs = answers.map((answer) => accepted(answer).seq)
      expect(await pruneAll(journal, {})).toBe(0)
      await pruneAll(journal, { payloadsBefore: noon + 20 })
      expect([...(await journal.payloads(seqs)).keys()].sort((a, b) => a - b)).toEqual(seqs.slice(20))
      expect(await journal.events({ limit: 100 })).toHaveLength(40)
      await pruneAll(journal, { payloadsBefore: noon + 20, eventsBefore: noon + 10 })
      expect(await journal.events({ limit: 100 })).toHaveLength(30)
      await pruneAll(journal, { eventsBefore: noon + 30 })
      expect((await journal.events({ limit: 100 })).map(({ seq }) => seq)).toEqual(seqs.slice(30).reverse())
      expect((await journal.payloads(seqs)).size).toBe(10)
      expect((await journal.stats()).events).toBe(40)
      const next = await appendOne(journal, sampleEvent({ epoch }))
      expect(next).toBeGreaterThan(seqs.at(-1) ?? 0)
    })

    journalTest(open, 'a seq is never used again, though all events are gone', async (subject) => {
      const { epoch } = await setUp(subject.journal)
      const seq = await appendOne(subject.journal, sampleEvent({ epoch }))
      await pruneAll(subject.journal, { eventsBefore: noon + 1, payloadsBefore: noon + 1 })
      expect(await subject.journal.event(seq)).toBeNull()
      await subject.reopen()
      expect(await appendOne(subject.journal, sampleEvent({ epoch }))).toBeGreaterThan(seq)
    })

    journalTest(open, 'nothing that a queue row needs is removed', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const lane = lanes[0] ?? -1
      const fence = await fenceOf(journal, 'me', lane)
      const queue = [{ lane, due: noon, orderKey: null }]
      const answers = await journal.append(
        Array.from({ length: 30 }, (_, index) => sampleEvent({ epoch, queue: index % 3 === 0 ? queue : [] })),
      )
      const seqs = answers.map((answer) => accepted(answer).seq)
      const waiting = seqs.filter((_, index) => index % 3 === 0)
      const later = noon + 1_000_000
      const limits = { eventsBefore: later, attemptsBefore: later }
      await pruneAll(journal, limits)
      expect([...(await journal.payloads(seqs)).keys()].sort((a, b) => a - b)).toEqual(waiting)
      expect(await journal.events({ limit: 100 })).toHaveLength(waiting.length)
      // A retried one keeps its attempts as long as it is pending; once settled, it may go.
      const seq = waiting[0] ?? -1
      const at = { due: noon, seq, replay: 0 }
      const retry = { lane, fence, at, attempt: sampleAttempt(), next: { retryAt: noon + 1 } }
      expect(await journal.settle('me', [retry])).toEqual([true])
      await pruneAll(journal, limits)
      expect(await journal.attempts({ seq, lane, replay: 0 })).toHaveLength(1)
      const done = {
        ...retry,
        at: { ...at, due: noon + 1 },
        attempt: sampleAttempt({ n: 2 }),
        next: { state: 'delivered' },
      } as const
      expect(await journal.settle('me', [done])).toEqual([true])
      await pruneAll(journal, limits)
      expect(await journal.attempts({ seq, lane, replay: 0 })).toEqual([])
      expect(await journal.event(seq)).toBeNull()
      expect((await journal.stats()).deliveries).toMatchObject({ pending: 9, delivered: 1 })
    })

    journalTest(open, 'what waits past its payload’s time dies first, visibly', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app', 'other')
      const [lane = -1, second = -1] = lanes
      const fence = await fenceOf(journal, 'me', lane)
      const queue = [lane, second].map((each) => ({ lane: each, due: noon + 5000, orderKey: 'key' }))
      const events = Array.from({ length: 12 }, (_, index) =>
        sampleEvent({ epoch, receivedAt: noon + index, queue }),
      )
      const seqs = (await journal.append(events)).map((answer) => accepted(answer).seq)
      const [first = -1] = seqs
      const at = { due: noon + 5000, seq: first, replay: 0 }
      const retry = { lane, fence, at, attempt: sampleAttempt(), next: { retryAt: noon + 9000 } }
      expect(await journal.settle('me', [retry])).toEqual([true])
      const expired: unknown[] = []
      for (let steps = 0; steps < 100; steps++) {
        const step = await journal.prune({ ...keepAll, payloadsBefore: noon + 4, now: noon + 77 })
        expired.push(...step.expired)
        if (!step.more) break
      }
      const old = seqs.slice(0, 4)
      expect(expired).toHaveLength(8)
      expect(expired).toEqual(
        expect.arrayContaining(
          old.flatMap((seq) => [lane, second].map((each) => ({ seq, lane: each, replay: 0 }))),
        ),
      )
      expect([...(await journal.payloads(seqs)).keys()].sort((a, b) => a - b)).toEqual(seqs.slice(4))
      expect(await journal.delivery({ seq: first, lane, replay: 0 })).toMatchObject({
        state: 'dead',
      })
      const attempts = await journal.attempts({ seq: first, lane, replay: 0 })
      expect([...attempts].sort((a, b) => a.n - b.n)).toMatchObject([
        { n: 0, at: noon + 77, code: 'ERR_PAYLOAD_EXPIRED', final: 'dead' },
        { n: 1, final: null },
      ])
      expect((await journal.due(lane, noon + 9999, null, 1)).map(({ seq }) => seq)).toEqual([seqs[4]])
      // The attempt that was under way settles nothing.
      const late = { ...retry, at: { ...at, due: noon + 9000 }, next: { state: 'delivered' } } as const
      expect(await journal.settle('me', [late])).toEqual([false])
      expect((await journal.stats()).deliveries).toMatchObject({ pending: 16, dead: 8, delivered: 0 })
    })

    journalTest(
      open,
      'what died or was discarded is listed as long as its end is kept, though the time of its event is over',
      async ({ journal }) => {
        const { epoch, lanes } = await setUp(journal, 'app')
        const lane = lanes[0] ?? -1
        const fence = await fenceOf(journal, 'me', lane)
        const queue = [{ lane, due: noon, orderKey: null }]
        const answers = await journal.append(Array.from({ length: 30 }, () => sampleEvent({ epoch, queue })))
        const seqs = answers.map((answer) => accepted(answer).seq)
        const ends = ['delivered', 'dead', 'discarded'] as const
        const ended = seqs.slice(0, 3)
        for (const [index, seq] of ended.entries()) {
          const attempt = sampleAttempt({ at: noon + 50 })
          const next = { state: ends[index] ?? 'dead' }
          const at = { due: noon, seq, replay: 0 }
          expect(await journal.settle('me', [{ lane, fence, at, attempt, next }])).toEqual([true])
        }
        // A gateway that was away for long finds all times over at once: payloads, events and attempts.
        const now = noon + 100
        const all = { now, payloadsBefore: noon + 20, eventsBefore: noon + 20 }
        await pruneAll(journal, { ...all, attemptsBefore: noon + 20 })
        const [, dead = -1, discarded = -1, ...waited] = seqs
        const list = async (state: 'dead' | 'discarded' | 'delivered') =>
          (await journal.deliveries({ state, limit: 100 })).map(({ seq }) => seq).toReversed()
        expect(await list('dead')).toEqual([dead, ...waited])
        expect(await list('discarded')).toEqual([discarded])
        expect(await list('delivered')).toEqual([])
        expect((await journal.events({ limit: 100 })).map(({ seq }) => seq).toReversed()).toEqual(
          seqs.slice(1),
        )
        expect((await journal.payloads(seqs)).size).toBe(0)
        expect(await journal.delivery({ seq: waited[0] ?? -1, lane, replay: 0 })).toMatchObject({
          state: 'dead',
          lastCode: 'ERR_PAYLOAD_EXPIRED',
        })
        // The ends at noon + 50 go first, then those that retention made.
        await pruneAll(journal, { ...all, attemptsBefore: noon + 51 })
        expect(await list('dead')).toEqual(waited)
        expect((await journal.events({ limit: 100 })).map(({ seq }) => seq).toReversed()).toEqual(waited)
        await pruneAll(journal, { ...all, attemptsBefore: now + 1 })
        await pruneAll(journal, { ...all, attemptsBefore: now + 1 })
        expect(await list('dead')).toEqual([])
        expect(await journal.events({ limit: 100 })).toEqual([])
        expect((await journal.stats()).deliveries).toMatchObject({
          ...{ pending: 0, delivered: 1, dead: 28, discarded: 1 },
        })
      },
    )

    journalTest(open, 'old attempts go by themselves', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const lane = lanes[0] ?? -1
      const fence = await fenceOf(journal, 'me', lane)
      const seqs: number[] = []
      for (let index = 0; index < 20; index++) {
        const seq = await appendOne(
          journal,
          sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] }),
        )
        const attempt = sampleAttempt({ at: noon + index })
        const at = { due: noon, seq, replay: 0 }
        await journal.settle('me', [{ lane, fence, at, attempt, next: { state: 'delivered' } }])
        seqs.push(seq)
      }
      await pruneAll(journal, { attemptsBefore: noon + 5 })
      expect((await journal.deliveries({ limit: 100 })).map(({ seq }) => seq)).toEqual(
        seqs.slice(5).reverse(),
      )
    })

    journalTest(open, 'the ledger outlives the events, then forgets', async (subject) => {
      const { epoch } = await setUp(subject.journal)
      const event = (index: number) =>
        sampleEvent({ epoch, receivedAt: noon + index, ledger: ledger(`key ${index}`) })
      const all = Array.from({ length: 60 }, (_, index) => event(index))
      const first = await subject.journal.append(all)
      const seqs = first.map((answer) => accepted(answer).seq)
      await pruneAll(subject.journal, { payloadsBefore: noon + 60, eventsBefore: noon + 60 })
      await subject.reopen()
      const { journal } = subject
      expect(await journal.append(all)).toEqual(seqs.map((seq) => ({ outcome: 'duplicate', seq, tag: 0 })))
      await pruneAll(journal, { ledgerBefore: noon + 30 })
      const again = await journal.append(all)
      expect(again.map((answer) => answer.outcome)).toEqual(
        all.map((_, index) => (index < 30 ? 'accepted' : 'duplicate')),
      )
    })

    journalTest(open, 'a round ends though more runs out meanwhile', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      await journal.append(
        Array.from({ length: 300 }, (_, index) =>
          sampleEvent({ epoch, receivedAt: noon + index, ledger: ledger(`key ${index}`) }),
        ),
      )
      let steps = 0
      for (let more = true; more; steps++) {
        const before = noon + 1 + steps
        const limits = { payloadsBefore: before, eventsBefore: before, attemptsBefore: before }
        more = (await journal.prune({ ...keepAll, ...limits, ledgerBefore: before, limit: 1000 })).more
        if (steps > 200) throw new Error('the round never ends')
      }
      expect(steps).toBeGreaterThan(0)
    })

    journalTest(open, 'retention runs beside appends and settlements', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const lane = lanes[0] ?? -1
      const old = Array.from({ length: 200 }, () => sampleEvent({ epoch, receivedAt: noon - 1000 }))
      await journal.append(old)
      const [appended] = await Promise.all([
        Promise.all(
          Array.from({ length: 100 }, () =>
            appendOne(journal, sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] })),
          ),
        ),
        pruneAll(journal, { payloadsBefore: noon, eventsBefore: noon }),
      ])
      expect((await journal.payloads(appended)).size).toBe(100)
      expect(await journal.events({ limit: 1000 })).toHaveLength(100)
    })

    journalTest(open, 'a probe leaves nothing behind, and a closed journal says so', async (subject) => {
      await subject.journal.probe()
      const closed = subject.journal
      await subject.reopen()
      await expect(closed.probe()).rejects.toMatchObject({ code: 'ERR_JOURNAL_UNAVAILABLE' })
      await expect(closed.append([sampleEvent()])).rejects.toMatchObject({ code: 'ERR_JOURNAL_UNAVAILABLE' })
      await closed.close()
      const before = await subject.journal.stats()
      await subject.journal.probe()
      await subject.journal.probe()
      expect(await subject.journal.stats()).toEqual(before)
      expect(await subject.journal.events({ limit: 5 })).toEqual([])
    })
  })
}
