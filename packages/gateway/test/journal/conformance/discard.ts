import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { DeliveryKey } from '../../../src/model/delivery.ts'
import { endWithoutTry } from '../../../src/model/delivery.ts'
import { appendOne, fenceOf, noon, sampleAttempt, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const reason = Buffer.from('sent by mistake')
const end = { ...endWithoutTry('ERR_DELIVERY_DISCARDED', noon + 50), answer: reason }

interface Queued {
  readonly key: DeliveryKey
  settle(owner: string, state: 'delivered' | 'dead', n?: number): Promise<boolean>
}

/** Appends one event that waits in a lane of `me`. */
async function queueOne(journal: Journal, orderKey: string | null = null): Promise<Queued> {
  const { epoch, lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const fence = await fenceOf(journal, 'me', lane)
  const seq = await appendOne(journal, sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey }] }))
  return {
    key: { seq, lane, replay: 0 },
    async settle(owner, state, n = 1) {
      const attempt = sampleAttempt({ n })
      const at = { due: noon, seq, replay: 0 }
      const [effect] = await journal.settle(owner, [{ lane, fence, at, attempt, next: { state } }])
      return effect === true
    },
  }
}

export function describeDiscard(open: OpenSubject): void {
  describe('discard', () => {
    journalTest(open, 'ends what waits, whoever owns its lane, and keeps the reason', async (subject) => {
      const { journal } = subject
      const { key, settle } = await queueOne(journal)
      expect(await journal.discard([key, key], end)).toEqual([true, false])
      expect(await journal.due(key.lane, noon, null, 5)).toEqual([])
      expect(await settle('me', 'delivered')).toBe(false)
      await subject.reopen()
      expect(await subject.journal.delivery(key)).toMatchObject({
        state: 'discarded',
        attempts: 0,
        lastCode: 'ERR_DELIVERY_DISCARDED',
        nextAttemptAt: null,
      })
      const [kept] = await subject.journal.attempts(key)
      expect(kept).toMatchObject({ n: 0, at: noon + 50, final: 'discarded', status: null })
      expect(Buffer.from(kept?.answer ?? []).toString()).toBe('sent by mistake')
      expect((await subject.journal.stats()).deliveries).toEqual({
        pending: 0,
        delivered: 0,
        dead: 0,
        discarded: 1,
      })
    })

    journalTest(
      open,
      'turns what is dead into what is discarded, and a retry brings it back',
      async ({ journal }) => {
        const { key, settle } = await queueOne(journal)
        expect(await settle('me', 'dead')).toBe(true)
        expect(await journal.discard([key], end)).toEqual([true])
        const ends = (await journal.attempts(key)).map(({ n, final }) => [n, final])
        expect(new Map(ends as [number, string | null][])).toEqual(
          new Map<number, string | null>([
            [0, 'discarded'],
            [1, null],
          ]),
        )
        expect(await journal.deliveries({ state: 'dead', limit: 5 })).toEqual([])
        expect(await journal.deliveries({ state: 'discarded', limit: 5 })).toMatchObject([
          { ...key, attempts: 1, lastCode: 'ERR_DELIVERY_DISCARDED' },
        ])
        expect((await journal.stats()).deliveries).toMatchObject({ pending: 0, dead: 0, discarded: 1 })
        expect(await journal.enqueue([{ ...key, due: noon, orderKey: null }])).toBe(1)
        expect((await journal.stats()).deliveries).toMatchObject({ pending: 1, dead: 0, discarded: 0 })
        expect(await settle('me', 'delivered', 2)).toBe(true)
      },
    )

    journalTest(open, 'of a dead one that was never tried replaces its end', async ({ journal }) => {
      const { key } = await queueOne(journal)
      const fence = await fenceOf(journal, 'me', key.lane)
      const attempt = endWithoutTry('ERR_PAYLOAD_EXPIRED', noon)
      const at = { due: noon, seq: key.seq, replay: 0 }
      await journal.settle('me', [{ lane: key.lane, fence, at, attempt, next: { state: 'dead' } }])
      expect(await journal.discard([key], end)).toEqual([true])
      expect(await journal.attempts(key)).toMatchObject([{ n: 0, final: 'discarded', at: noon + 50 }])
      expect((await journal.stats()).deliveries).toMatchObject({ dead: 0, discarded: 1 })
    })

    journalTest(open, 'leaves alone what is delivered, discarded or unknown', async ({ journal }) => {
      const { key, settle } = await queueOne(journal)
      await settle('me', 'delivered')
      const others = [
        { ...key, replay: 7 },
        { ...key, seq: key.seq + 1000 },
        { ...key, lane: key.lane + 1000 },
      ]
      expect(await journal.discard([key, ...others], end)).toEqual([false, false, false, false])
      expect(await journal.discard([], end)).toEqual([])
      expect((await journal.attempts(key)).map(({ final }) => final)).toEqual(['delivered'])
      expect((await journal.stats()).deliveries).toMatchObject({ delivered: 1, discarded: 0 })
    })

    journalTest(open, 'lets the next of its order key go', async ({ journal }) => {
      const { key } = await queueOne(journal, 'room')
      const { epoch } = await journal.since(null)
      const queue = [{ lane: key.lane, due: noon, orderKey: 'room' }]
      const second = await appendOne(journal, sampleEvent({ epoch, queue }))
      expect((await journal.due(key.lane, noon, null, 5)).map(({ seq }) => seq)).toEqual([key.seq])
      await journal.discard([key], end)
      expect((await journal.due(key.lane, noon, null, 5)).map(({ seq }) => seq)).toEqual([second])
    })
  })
}
