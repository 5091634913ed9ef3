import { describe, expect } from 'vitest'
import {
  accepted,
  appendOne,
  ledger,
  ledgerKey,
  noon,
  sampleEvent,
  sampleRejection,
  sampleSource,
  setUp,
  unsignedId,
} from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeAppend(open: OpenSubject): void {
  describe('append', () => {
    journalTest(open, 'answers in order, with growing seqs and tags that differ', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const answers = await journal.append(
        Array.from({ length: 50 }, (_, index) => sampleEvent({ epoch, type: `t${index}` })),
      )
      const seqs = answers.map((answer) => accepted(answer).seq)
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
      for (const [index, seq] of seqs.entries()) expect((await journal.event(seq))?.type).toBe(`t${index}`)
      const tags = answers.map((answer) => accepted(answer).tag)
      expect(new Set(tags).size).toBeGreaterThan(45)
      for (const tag of tags) expect(Number.isInteger(tag) && tag >= 0 && tag < 2 ** 32).toBe(true)
      expect(await journal.append([])).toEqual([])
    })

    journalTest(
      open,
      'a repeat of a suppressing key is a duplicate, in one batch and across',
      async (subject) => {
        const { epoch } = await setUp(subject.journal)
        const event = sampleEvent({ epoch, ledger: ledger('a') })
        const [one, two, other] = await subject.journal.append([
          event,
          event,
          sampleEvent({ epoch, ledger: ledger('b') }),
        ])
        const first = accepted(one)
        expect(two).toEqual({ outcome: 'duplicate', seq: first.seq, tag: first.tag })
        expect(accepted(other).seq).not.toBe(first.seq)
        expect((await subject.journal.append([event]))[0]).toEqual(two)
        await subject.reopen()
        expect((await subject.journal.append([event]))[0]).toEqual(two)
        expect(await subject.journal.events({ limit: 10 })).toHaveLength(2)
        expect(await subject.journal.stats()).toMatchObject({ events: 2, duplicates: 3 })
      },
    )

    journalTest(
      open,
      'a repeat of a marking key is stored and names the newest before it',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const event = sampleEvent({ epoch, ledger: ledger('a', 'mark') })
        const [one, two] = await journal.append([event, event])
        const [three] = await journal.append([event])
        expect(accepted(one).sameBytesAs).toBeNull()
        expect(accepted(two).sameBytesAs).toBe(accepted(one).seq)
        expect(accepted(three).sameBytesAs).toBe(accepted(two).seq)
        expect((await journal.event(accepted(three).seq))?.sameBytesAs).toBe(accepted(two).seq)
      },
    )

    journalTest(open, 'a window drops within, and marks beyond', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const at = (receivedAt: number) => sampleEvent({ epoch, receivedAt, ledger: ledger('a', 1000) })
      const first = await appendOne(journal, at(noon))
      expect((await journal.append([at(noon + 1000)]))[0]).toMatchObject({ outcome: 'duplicate', seq: first })
      const second = accepted((await journal.append([at(noon + 1001)]))[0])
      expect(second.sameBytesAs).toBe(first)
      expect((await journal.append([at(noon + 2001)]))[0]).toMatchObject({
        outcome: 'duplicate',
        seq: second.seq,
      })
      expect(accepted((await journal.append([at(noon + 2002)]))[0]).sameBytesAs).toBe(second.seq)
    })

    journalTest(
      open,
      'the bytes of another key are marked, whatever they came with, and a repeat of the key is a duplicate',
      async (subject) => {
        const { epoch } = await setUp(subject.journal)
        const from = (id: string, bytes = 'x') => sampleEvent({ epoch, ledger: unsignedId(id, bytes) })
        const append = (...events: ReturnType<typeof from>[]) => subject.journal.append(events)
        const first = accepted((await append(from('a')))[0])
        expect(first.sameBytesAs).toBeNull()
        // Alone, and together with others in one batch.
        const second = accepted((await append(from('b')))[0])
        expect(second.sameBytesAs).toBe(first.seq)
        const together = await append(
          from('c'),
          from('a'),
          from('d'),
          from('c'),
          from('e', 'y'),
          from('f', 'y'),
        )
        expect(together.map(({ outcome }) => outcome)).toEqual([
          'accepted',
          'duplicate',
          'accepted',
          'duplicate',
          'accepted',
          'accepted',
        ])
        const [c, a, d, , e, f] = together
        expect(a).toMatchObject({ seq: first.seq })
        expect(accepted(c).sameBytesAs).toBe(second.seq)
        expect(accepted(d).sameBytesAs).toBe(accepted(c).seq)
        expect(accepted(e).sameBytesAs).toBeNull()
        expect(accepted(f).sameBytesAs).toBe(accepted(e).seq)
        await subject.reopen()
        // Without an id, or with one whose repeats are dropped for a while.
        const bare = sampleEvent({ epoch, ledger: ledger('x', 'mark') })
        const [third, again] = await append(from('g'), bare)
        expect(accepted(third).sameBytesAs).toBe(accepted(d).seq)
        expect(accepted(again).sameBytesAs).toBe(accepted(third).seq)
        const dropping = { ...ledger('typed x', 1000), bytesKey: ledgerKey('x') }
        const [fourth, dropped] = await append(...[0, 1].map(() => sampleEvent({ epoch, ledger: dropping })))
        expect(accepted(fourth).sameBytesAs).toBe(accepted(again).seq)
        expect(dropped).toMatchObject({ outcome: 'duplicate', seq: accepted(fourth).seq })
        expect((await append(from('c')))[0]).toMatchObject({ outcome: 'duplicate', seq: accepted(c).seq })
        expect((await subject.journal.event(accepted(d).seq))?.sameBytesAs).toBe(accepted(c).seq)
      },
    )

    journalTest(open, 'an event without a ledger entry is never a duplicate', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const answers = await journal.append([sampleEvent({ epoch }), sampleEvent({ epoch })])
      expect(answers.map((answer) => answer.outcome)).toEqual(['accepted', 'accepted'])
    })

    journalTest(
      open,
      'an event verified under an older epoch is stale and leaves no trace',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const changed = await journal.configure({ sources: [sampleSource('other')] }, noon)
        const stale = sampleEvent({ epoch, ledger: ledger('a') })
        const fresh = sampleEvent({ epoch: changed.epoch, ledger: ledger('a') })
        const [one, two] = await journal.append([stale, fresh])
        expect(one).toEqual({ outcome: 'stale' })
        accepted(two)
        expect(await journal.stats()).toMatchObject({ events: 1, duplicates: 0 })
      },
    )

    journalTest(open, 'appends begun before a change and after it are told apart', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const before = journal.append([sampleEvent({ epoch })])
      const change = journal.configure({ sources: [sampleSource('other')] }, noon)
      await change
      expect((await journal.append([sampleEvent({ epoch })]))[0]).toEqual({ outcome: 'stale' })
      expect(['accepted', 'stale']).toContain((await before)[0]?.outcome)
      const outcomes = (await before)[0]?.outcome === 'accepted' ? 1 : 0
      expect(await journal.events({ limit: 5 })).toHaveLength(outcomes)
    })

    journalTest(open, 'lets a rejection in once, and removes it in the same commit', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const [kept] = await journal.reject([sampleRejection()])
      const event = sampleEvent({ epoch, rejection: kept?.seq ?? -1 })
      const [one, two] = await journal.append([event, event])
      accepted(one)
      expect(two).toEqual({ outcome: 'gone' })
      expect(await journal.rejection(kept?.seq ?? -1)).toBeNull()
      expect(await journal.append([event])).toEqual([{ outcome: 'gone' }])
      expect(await journal.stats()).toMatchObject({ events: 1, rejections: 0 })
    })

    journalTest(open, 'a stale epoch leaves the rejection, a duplicate removes it', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const [kept] = await journal.reject([sampleRejection()])
      const rejection = kept?.seq ?? -1
      expect(await journal.append([sampleEvent({ epoch: epoch - 1, rejection })])).toEqual([
        { outcome: 'stale' },
      ])
      expect(await journal.rejection(rejection)).not.toBeNull()
      await journal.append([sampleEvent({ epoch, ledger: ledger('a') })])
      const [repeat] = await journal.append([sampleEvent({ epoch, ledger: ledger('a'), rejection })])
      expect(repeat?.outcome).toBe('duplicate')
      expect(await journal.rejection(rejection)).toBeNull()
    })

    journalTest(open, 'hundreds of appends at once: each answered, each stored once', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'app')
      const queue = lanes.map((lane) => ({ lane, due: noon, orderKey: null }))
      // 400 calls over 200 keys: each key is accepted exactly once, whatever shares a commit.
      const answers = await Promise.all(
        Array.from({ length: 400 }, (_, index) =>
          journal.append([sampleEvent({ epoch, queue, ledger: ledger(`key ${index % 200}`) })]),
        ),
      )
      const outcomes = answers.map(([answer]) => answer?.outcome)
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(200)
      expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(200)
      expect(await journal.events({ limit: 1000 })).toHaveLength(200)
      expect(await journal.due(lanes[0] ?? -1, noon, null, 1000)).toHaveLength(200)
    })
  })
}
