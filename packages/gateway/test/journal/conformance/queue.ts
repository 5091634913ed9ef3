import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { QueuePosition, Settlement } from '../../../src/journal/port/queue.ts'
import { accepted, appendOne, fenceOf, noon, sampleAttempt, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

interface Ready {
  readonly lane: number
  readonly fence: number
  readonly epoch: number
  /** Appends one event that is due on the lane and answers its queue position. */
  queueOne(due?: number): Promise<QueuePosition>
  settlement(at: QueuePosition, next: Settlement['next'], change?: Partial<Settlement>): Settlement
}

async function ready(journal: Journal): Promise<Ready> {
  const { epoch, lanes } = await setUp(journal, 'app', 'other')
  const lane = lanes[0] ?? -1
  const fence = await fenceOf(journal, 'me', lane)
  return {
    lane,
    fence,
    epoch,
    queueOne: async (due = noon) => ({
      due,
      seq: await appendOne(journal, sampleEvent({ epoch, queue: [{ lane, due, orderKey: null }] })),
      replay: 0,
    }),
    settlement: (at, next, change = {}) => ({ lane, fence, at, next, attempt: sampleAttempt(), ...change }),
  }
}

export function describeQueue(open: OpenSubject): void {
  describe('queue', () => {
    journalTest(open, 'rows are read by due and seq, page by page, each once', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app', 'other')
      const [lane = -1, other = -1] = lanes
      const dues = Array.from({ length: 40 }, (_, index) => noon + ((index * 7) % 10))
      const answers = await journal.append(
        dues.map((due, index) =>
          sampleEvent({
            epoch,
            queue: [
              { lane, due, orderKey: `k${index}` },
              { lane: other, due: due + 100, orderKey: null },
            ],
          }),
        ),
      )
      const expected = answers
        .map((answer, index) => ({ due: dues[index] ?? 0, seq: accepted(answer).seq }))
        .sort((a, b) => a.due - b.due || a.seq - b.seq)
      const seen: { due: number; seq: number }[] = []
      let after: QueuePosition | null = null
      for (;;) {
        const page: Awaited<ReturnType<Journal['due']>> = await journal.due(lane, noon + 8, after, 7)
        if (page.length === 0) break
        seen.push(...page.map(({ due, seq }) => ({ due, seq })))
        after = page.at(-1) ?? null
        expect(page[0]).toMatchObject({
          lane,
          replay: 0,
          attempts: 0,
          earlier: 0,
          orderKey: expect.stringMatching(/^k/),
        })
      }
      expect(seen).toEqual(expected.filter(({ due }) => due <= noon + 8))
      expect(await journal.nextDue(lane, null)).toBe(noon)
      expect(await journal.nextDue(lane, after)).toBe(noon + 9)
      expect(await journal.nextDue(lane, { due: noon + 9, seq: 2 ** 40, replay: 0 })).toBeNull()
      expect(await journal.due(other, noon + 99, null, 7)).toEqual([])
      expect(await journal.nextDue(other, null)).toBe(noon + 100)
    })

    journalTest(open, 'delivered removes the row, keeps the attempt, and settles once', async (subject) => {
      const { journal } = subject
      const { lane, queueOne, settlement } = await ready(journal)
      const at = await queueOne()
      const attempt = sampleAttempt({ answer: Buffer.from([0, 255, 10]) })
      const done = settlement(at, { state: 'delivered' }, { attempt })
      expect(await journal.settle('me', [done, done])).toEqual([true, false])
      expect(await journal.settle('me', [done])).toEqual([false])
      expect(await journal.due(lane, noon, null, 10)).toEqual([])
      const key = { seq: at.seq, lane, replay: 0 }
      await subject.reopen()
      const [kept, ...more] = await subject.journal.attempts(key)
      expect(more).toEqual([])
      expect({ ...kept, answer: [...(kept?.answer ?? [])] }).toEqual({
        ...attempt,
        answer: [0, 255, 10],
        final: 'delivered',
      })
      expect(await subject.journal.delivery(key)).toMatchObject({
        state: 'delivered',
        attempts: 1,
        nextAttemptAt: null,
        ...{ receivedAt: noon, lastAt: attempt.at },
        lastStatus: 200,
        lastCode: null,
      })
      expect((await subject.journal.stats()).deliveries).toEqual({
        pending: 0,
        delivered: 1,
        dead: 0,
        discarded: 0,
      })
    })

    journalTest(
      open,
      'each delivery is listed once while they end one after the other',
      async ({ journal }) => {
        const { lane, fence, queueOne, settlement } = await ready(journal)
        const { seq } = await queueOne()
        const replays = Array.from({ length: 199 }, (_, index) => index + 1)
        await journal.enqueue(replays.map((replay) => ({ lane, seq, replay, due: noon, orderKey: null })))
        const all = [0, ...replays]
        let ended = false
        const end = async (): Promise<void> => {
          for (const replay of all)
            await journal.settle('me', [
              settlement({ due: noon, seq, replay }, { state: 'delivered' }, { fence }),
            ])
          ended = true
        }
        const look = async (): Promise<void> => {
          while (!ended) {
            const listed = await journal.deliveries({ event: seq, limit: 1000 })
            expect(listed.map(({ replay }) => replay).sort((one, other) => one - other)).toEqual(all)
          }
        }
        await Promise.all([end(), look()])
      },
    )

    journalTest(
      open,
      'a retry moves due, counts, and the old position settles nothing',
      async ({ journal }) => {
        const { lane, queueOne, settlement } = await ready(journal)
        const at = await queueOne()
        const failed = sampleAttempt({ status: 503, code: 'ERR_STATUS', n: 1 })
        const retryAt = noon + 1000
        expect(await journal.settle('me', [settlement(at, { retryAt }, { attempt: failed })])).toEqual([true])
        expect(await journal.settle('me', [settlement(at, { state: 'delivered' })])).toEqual([false])
        expect(await journal.due(lane, retryAt - 1, null, 10)).toEqual([])
        expect(await journal.due(lane, retryAt, null, 10)).toEqual([
          { lane, due: retryAt, seq: at.seq, replay: 0, attempts: 1, earlier: 0, orderKey: null },
        ])
        const key = { seq: at.seq, lane, replay: 0 }
        expect(await journal.delivery(key)).toMatchObject({
          state: 'pending',
          attempts: 1,
          nextAttemptAt: retryAt,
          ...{ receivedAt: noon, lastAt: failed.at },
          lastStatus: 503,
          lastCode: 'ERR_STATUS',
        })
        const dead = sampleAttempt({ n: 2, at: failed.at + 5, status: null, code: 'ERR_TIMEOUT' })
        expect(
          await journal.settle('me', [
            settlement({ ...at, due: retryAt }, { state: 'dead' }, { attempt: dead }),
          ]),
        ).toEqual([true])
        expect((await journal.attempts(key)).map((each) => [each.n, each.final])).toEqual([
          [1, null],
          [2, 'dead'],
        ])
        expect(await journal.delivery(key)).toMatchObject({
          state: 'dead',
          attempts: 2,
          lastAt: dead.at,
          lastCode: 'ERR_TIMEOUT',
        })
      },
    )

    journalTest(
      open,
      'only owner and fence may settle; a row of another lane is left',
      async ({ journal }) => {
        const { lane, fence, queueOne, settlement } = await ready(journal)
        const at = await queueOne()
        const done = settlement(at, { state: 'delivered' })
        expect(await journal.settle('other', [done])).toEqual([false])
        expect(await journal.settle('me', [{ ...done, fence: fence + 1 }])).toEqual([false])
        expect(await journal.settle('me', [{ ...done, fence: fence - 1 }])).toEqual([false])
        expect(await journal.settle('me', [{ ...done, lane: lane + 1000 }])).toEqual([false])
        expect(await journal.settle('me', [{ ...done, at: { ...at, replay: 1 } }])).toEqual([false])
        expect(await journal.settle('me', [])).toEqual([])
        expect(await journal.due(lane, noon, null, 10)).toHaveLength(1)
        expect(await journal.attempts({ seq: at.seq, lane, replay: 0 })).toEqual([])
        expect(await journal.settle('me', [done])).toEqual([true])
      },
    )

    journalTest(open, 'many settlements in one call are answered in order', async ({ journal }) => {
      const { lane, queueOne, settlement } = await ready(journal)
      const rows = await Promise.all(Array.from({ length: 30 }, () => queueOne()))
      const answers = await journal.settle(
        'me',
        rows.map((at, index) =>
          index % 3 === 0
            ? settlement({ ...at, due: 1 }, { state: 'delivered' })
            : settlement(at, index % 3 === 1 ? { state: 'delivered' } : { retryAt: noon + 1 }),
        ),
      )
      expect(answers).toEqual(rows.map((_, index) => index % 3 !== 0))
      expect(await journal.due(lane, noon, null, 100)).toHaveLength(10)
      expect(await journal.due(lane, noon + 1, null, 100)).toHaveLength(20)
    })

    journalTest(
      open,
      'enqueue adds replays once, and leaves out what is absent or pending',
      async ({ journal }) => {
        const { lane, queueOne } = await ready(journal)
        const at = await queueOne()
        const row = { lane, seq: at.seq, due: noon + 5, orderKey: 'k' }
        expect(await journal.enqueue([{ ...row, replay: 0 }])).toBe(0)
        expect(
          await journal.enqueue([
            { ...row, replay: 7 },
            { ...row, replay: 7, due: noon },
          ]),
        ).toBe(1)
        expect(await journal.enqueue([{ ...row, replay: 7 }])).toBe(0)
        expect(await journal.enqueue([{ ...row, seq: at.seq + 1000, replay: 0 }])).toBe(0)
        expect(await journal.enqueue([{ ...row, lane: lane + 1000, replay: 0 }])).toBe(0)
        expect(await journal.enqueue([])).toBe(0)
        expect((await journal.due(lane, noon + 5, null, 10)).map(({ due, replay }) => [due, replay])).toEqual(
          [
            [noon, 0],
            [noon + 5, 7],
          ],
        )
        expect((await journal.stats()).deliveries.pending).toBe(2)
      },
    )

    journalTest(
      open,
      'a dead delivery queued again goes on counting, in a round of its own',
      async ({ journal }) => {
        const { lane, queueOne, settlement } = await ready(journal)
        const at = await queueOne()
        const key = { seq: at.seq, lane, replay: 0 }
        const failed = sampleAttempt({ status: 500, code: 'ERR_STATUS' })
        await journal.settle('me', [settlement(at, { state: 'dead' }, { attempt: failed })])
        expect(await journal.deliveries({ state: 'dead', limit: 5 })).toHaveLength(1)
        expect(await journal.enqueue([{ ...key, due: noon + 9, orderKey: null }])).toBe(1)
        expect(await journal.delivery(key)).toMatchObject({ state: 'pending', attempts: 1, lastStatus: 500 })
        expect(await journal.deliveries({ state: 'dead', limit: 5 })).toEqual([])
        expect((await journal.due(lane, noon + 9, null, 5))[0]).toMatchObject({ attempts: 1, earlier: 1 })
        const [second, third] = [noon + 9, noon + 20]
        const again = settlement(
          { ...at, due: second },
          { retryAt: third },
          { attempt: sampleAttempt({ n: 2 }) },
        )
        expect(await journal.settle('me', [again])).toEqual([true])
        expect((await journal.due(lane, third, null, 5))[0]).toMatchObject({ attempts: 2, earlier: 1 })
        const last = settlement(
          { ...at, due: third },
          { state: 'delivered' },
          { attempt: sampleAttempt({ n: 3 }) },
        )
        expect(await journal.settle('me', [last])).toEqual([true])
        expect((await journal.attempts(key)).map((each) => [each.n, each.final])).toEqual([
          [1, null],
          [2, null],
          [3, 'delivered'],
        ])
        expect((await journal.stats()).deliveries).toEqual({
          pending: 0,
          delivered: 1,
          dead: 0,
          discarded: 0,
        })
      },
    )

    journalTest(open, 'a discard without a try is attempt 0, and may happen twice', async ({ journal }) => {
      const { lane, queueOne, settlement } = await ready(journal)
      const at = await queueOne()
      const key = { seq: at.seq, lane, replay: 0 }
      const none = sampleAttempt({
        n: 0,
        ms: 0,
        status: null,
        code: 'ERR_DISCARDED',
        answer: new Uint8Array(),
      })
      const discard = settlement(at, { state: 'discarded' }, { attempt: none })
      expect(await journal.settle('me', [discard])).toEqual([true])
      expect(await journal.delivery(key)).toMatchObject({ state: 'discarded', attempts: 0 })
      expect(await journal.enqueue([{ ...key, due: noon, orderKey: null }])).toBe(1)
      expect(await journal.settle('me', [discard])).toEqual([true])
      expect(await journal.attempts(key)).toHaveLength(1)
    })
  })
}
