import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { appendOne, fenceOf, noon, sampleAttempt, sampleDestination, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const later = noon + 3_600_000

/** Two lanes, and what appends to them and tells when their rows are due. */
async function waitingIn(journal: Journal) {
  const { epoch, lanes } = await setUp(journal, 'app', 'other')
  const [lane = -1, other = -1] = lanes
  const append = (due: number, orderKey: string | null = null, to = lane): Promise<number> =>
    appendOne(journal, sampleEvent({ epoch, queue: [{ lane: to, due, orderKey }] }))
  const dueOf = async (seq: number, of = lane): Promise<number | null> =>
    (await journal.delivery({ seq, lane: of, replay: 0 }))?.nextAttemptAt ?? null
  return { lane, other, append, dueOf }
}

export function describeSendNow(open: OpenSubject): void {
  describe('send now', () => {
    journalTest(open, 'moves what is named, where it waits for later', async ({ journal }) => {
      const { lane, append, dueOf } = await waitingIn(journal)
      const [soon, far, spared] = [await append(noon + 1_000), await append(later), await append(later)]
      const keys = [soon, far, 999].map((seq) => ({ seq, lane, replay: 0 }))
      expect(await journal.sendNow({ keys }, noon + 1_000, noon)).toBe(1)
      expect([await dueOf(soon), await dueOf(far), await dueOf(spared)]).toEqual([noon + 1_000, noon, later])
      expect((await journal.due(lane, noon, null, 5)).map(({ seq }) => seq)).toEqual([far])
      expect(await journal.sendNow({ keys: [] }, noon, noon)).toBe(0)

      // It is settled by the place where it stands now, and its attempts are counted on.
      const fence = await fenceOf(journal, 'me', lane)
      const settle = (due: number) =>
        journal.settle('me', [
          {
            lane,
            fence,
            at: { due, seq: far, replay: 0 },
            attempt: sampleAttempt(),
            next: { state: 'delivered' },
          },
        ])
      expect(await settle(later)).toEqual([false])
      expect(await settle(noon)).toEqual([true])
    })

    journalTest(open, 'takes along those that go before it in its order', async ({ journal }) => {
      const { lane, append, dueOf } = await waitingIn(journal)
      const first = await append(later, 'a')
      const other = await append(later, 'b')
      const second = await append(later + 1, 'a')
      const third = await append(later + 2, 'a')
      expect(await journal.sendNow({ keys: [{ seq: second, lane, replay: 0 }] }, noon, noon)).toBe(2)
      expect(await Promise.all([first, second, third, other].map((seq) => dueOf(seq)))).toEqual([
        noon,
        noon,
        later + 2,
        later,
      ])
      expect((await journal.due(lane, noon, null, 5)).map(({ seq }) => seq)).toEqual([first])
    })

    journalTest(open, 'of a lane goes step by step, the next to be due first', async ({ journal }) => {
      const { lane, other, append, dueOf } = await waitingIn(journal)
      const seqs: number[] = []
      for (let at = 0; at < 5; at++) seqs.push(await append(later + at))
      const elsewhere = await append(later, null, other)
      expect(await journal.sendNow({ lane, limit: 3 }, noon, noon)).toBe(3)
      expect((await journal.due(lane, noon, null, 9)).map(({ seq }) => seq)).toEqual(seqs.slice(0, 3))
      expect(await journal.sendNow({ lane, limit: 3 }, noon, noon)).toBe(2)
      expect(await journal.sendNow({ lane, limit: 3 }, noon, noon)).toBe(0)
      expect(await dueOf(elsewhere, other)).toBe(later)
    })

    journalTest(open, 'leaves alone what is lent', async ({ journal }) => {
      const { lane, append, dueOf } = await waitingIn(journal)
      const seq = await append(noon)
      const [loan] = await journal.lend({ lane, now: noon, until: later, limit: 1, maxBytes: 1e6 })
      expect(loan?.seq).toBe(seq)
      expect(await journal.sendNow({ lane, limit: 9 }, noon, noon)).toBe(0)
      expect(await journal.sendNow({ keys: [{ seq, lane, replay: 0 }] }, noon, noon)).toBe(0)
      expect(await dueOf(seq)).toBe(later)
    })
  })

  describe('a change that wants a destination idle', () => {
    journalTest(
      open,
      'is refused while something may still be sent to it, and says what',
      async ({ journal }) => {
        const { epoch, lanes, destinations } = await setUp(journal, 'app', 'other')
        const [lane = -1, other = -1] = lanes
        const queue = [
          { lane, due: noon, orderKey: null },
          { lane: other, due: noon, orderKey: null },
        ]
        const seqs = [
          await appendOne(journal, sampleEvent({ epoch, queue })),
          await appendOne(journal, sampleEvent({ epoch, queue })),
        ]
        const fence = await fenceOf(journal, 'me', lane)
        const settle = (seq: number | undefined, state: 'dead' | 'delivered') =>
          journal.settle('me', [
            {
              lane,
              fence,
              at: { due: noon, seq: seq ?? -1, replay: 0 },
              attempt: sampleAttempt(),
              next: { state },
            },
          ])
        const selection = {
          events: null,
          source: null,
          type: null,
          verdict: null,
          from: null,
          to: null,
          filter: null,
        }
        const { number } = await journal.createReplay({
          selection,
          destination: destinations[0] ?? -1,
          ratePerSecond: 1,
          upto: 1,
          createdAt: noon,
        })
        const moved = { destinations: [sampleDestination('app', { tenant: 'acme' })], idle: ['dst_app'] }
        const tenant = async () =>
          (await journal.since(null)).destinations.find(({ id }) => id === 'dst_app')?.tenant
        const busy = { destination: 'dst_app', waiting: 2, dead: 0, replays: 1 }
        await expect(journal.configure(moved, noon)).rejects.toMatchObject({
          code: 'ERR_DESTINATION_BUSY',
          busy,
        })
        await settle(seqs[0], 'dead')
        await settle(seqs[1], 'delivered')
        await expect(journal.configure(moved, noon)).rejects.toMatchObject({
          busy: { waiting: 0, dead: 1, replays: 1 },
        })
        await journal.changeReplay(number, 'paused', noon)
        await expect(journal.configure(moved, noon)).rejects.toMatchObject({ busy: { replays: 1 } })
        await journal.changeReplay(number, 'canceled', noon)
        await expect(journal.configure(moved, noon)).rejects.toMatchObject({ busy: { dead: 1, replays: 0 } })
        expect(await tenant()).toBeUndefined()
        const end = sampleAttempt({ n: 0, code: 'ERR_DELIVERY_DISCARDED' })
        await journal.discard([{ seq: seqs[0] ?? -1, lane, replay: 0 }], end)
        await journal.configure(moved, noon)
        expect(await tenant()).toBe('acme')
      },
    )
  })
}
