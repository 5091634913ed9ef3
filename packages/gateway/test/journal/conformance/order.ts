import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { appendOne, fenceOf, noon, sampleAttempt, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeOrder(open: OpenSubject): void {
  describe('order', () => {
    journalTest(open, 'of one key the first alone is answered, whatever is due', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app', 'other')
      const [lane = -1, other = -1] = lanes
      const fence = await fenceOf(journal, 'me', lane)
      const append = (orderKey: string | null, due = noon, to = lane): Promise<number> =>
        appendOne(journal, sampleEvent({ epoch, queue: [{ lane: to, due, orderKey }] }))
      const first = await append('a', noon + 3)
      const second = await append('a', noon + 2)
      const third = await append('a', noon + 1)
      const elsewhere = await append('a', noon, other)
      const otherKey = await append('b')
      const free = await append(null)
      const seqs = async (now: number, on: Journal = journal): Promise<number[]> =>
        (await on.due(lane, now, null, 10)).map(({ seq }) => seq)

      expect(await seqs(noon + 2)).toEqual([otherKey, free])
      expect(await seqs(noon + 3)).toEqual([otherKey, free, first])
      expect((await journal.due(other, noon, null, 10)).map(({ seq }) => seq)).toEqual([elsewhere])

      const settle = (
        seq: number,
        due: number,
        next: { retryAt: number } | { state: 'delivered' | 'dead' },
      ) =>
        journal.settle('me', [{ lane, fence, at: { due, seq, replay: 0 }, attempt: sampleAttempt(), next }])
      // It waits for its retry, and so do the others.
      expect(await settle(first, noon + 3, { retryAt: noon + 50 })).toEqual([true])
      expect(await seqs(noon + 49)).toEqual([otherKey, free])
      expect(await settle(first, noon + 50, { state: 'delivered' })).toEqual([true])
      expect(await seqs(noon + 49)).toEqual([otherKey, free, second])
      expect(await settle(second, noon + 2, { state: 'dead' })).toEqual([true])
      expect(await seqs(noon + 49)).toEqual([otherKey, free, third])
    })

    journalTest(open, 'the first of a key may lie in another lane', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app', 'other')
      const [lane = -1, other = -1] = lanes
      const append = (orderKey: string | null, to: number, due = noon): Promise<number> =>
        appendOne(journal, sampleEvent({ epoch, queue: [{ lane: to, due, orderKey }] }))
      const first = await append('a', other, noon + 9)
      const second = await append('a', lane)
      await append('a', other)
      const free = await append(null, lane)
      const alone = await append('b', lane)
      const fence = await fenceOf(journal, 'me', other)
      const seqs = async (of: number, beside: readonly number[], limit = 10): Promise<number[]> =>
        (await journal.due(of, noon + 9, null, limit, beside)).map(({ seq }) => seq)

      expect(await seqs(lane, [])).toEqual([second, free, alone])
      expect(await seqs(lane, [other])).toEqual([free, alone])
      expect(await seqs(other, [lane])).toEqual([first])
      const settle = (seq: number, due: number) =>
        journal.settle('me', [
          {
            ...{ lane: other, fence, at: { due, seq, replay: 0 }, attempt: sampleAttempt() },
            next: { state: 'delivered' },
          },
        ])
      expect(await settle(first, noon + 9)).toEqual([true])
      // Now the second is the first, and the third waits for it.
      expect(await seqs(other, [lane])).toEqual([])
      expect(await seqs(lane, [other])).toEqual([second, free, alone])
      // Behind so many that the keys are walked, too.
      for (let at = 0; at < 3; at++) {
        const more = Array.from({ length: 600 }, () =>
          sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: 'b' }] }),
        )
        await journal.append(more)
      }
      const early = await append('c', other)
      const late = await append('c', lane)
      expect(await seqs(lane, [other], 3)).toEqual([second, free, alone])
      expect(await seqs(lane, [other], 10)).toEqual([second, free, alone])
      expect(await seqs(lane, [], 10)).toEqual([second, free, alone, late])
      expect(await seqs(other, [lane])).toEqual([early])
    })

    journalTest(open, 'a replay comes after the delivery that it repeats', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const [lane = -1] = lanes
      const seq = await appendOne(
        journal,
        sampleEvent({ epoch, queue: [{ lane, due: noon + 9, orderKey: 'a' }] }),
      )
      await journal.enqueue([{ lane, seq, replay: 4, due: noon, orderKey: 'a' }])
      expect(await journal.due(lane, noon + 9, null, 10)).toMatchObject([{ seq, replay: 0 }])
    })
  })
}
