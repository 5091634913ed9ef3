import { describe, expect } from 'vitest'
import { firstReplay, type NewReplay } from '../../../src/model/replay.ts'
import { appendOne, noon, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

function sampleReplay(change: Partial<NewReplay> = {}): NewReplay {
  const all = { events: null, source: null, type: null, verdict: null, from: null, to: null, filter: null }
  return { selection: all, destination: null, ratePerSecond: 12.5, upto: 1000, createdAt: noon, ...change }
}

export function describeReplays(open: OpenSubject): void {
  describe('replays', () => {
    journalTest(open, 'are kept, numbered and listed, across a reopening', async (subject) => {
      const selection = {
        events: [1, 2 ** 40],
        source: 3,
        type: 'a"b',
        verdict: 'verified' as const,
        from: 1,
        to: 2,
        filter: 'true',
      }
      const one = await subject.journal.createReplay(sampleReplay({ selection, destination: 9 }))
      expect(one).toEqual({
        ...sampleReplay({ selection, destination: 9 }),
        number: firstReplay,
        state: 'running',
        cursor: 0,
        events: 0,
        endedAt: null,
      })
      const two = await subject.journal.createReplay(sampleReplay())
      expect(two.number).toBeGreaterThan(one.number)
      await subject.reopen()
      const { journal } = subject
      expect(await journal.replay(one.number)).toEqual(one)
      expect(await journal.replay(5)).toBeNull()
      expect(await journal.replays({ limit: 5 })).toEqual([two, one])
      expect(await journal.replays({ limit: 1 })).toEqual([two])
      expect(await journal.replays({ limit: 5, before: two.number })).toEqual([one])
    })

    journalTest(open, 'stop, go on, and once canceled or done stay so', async ({ journal }) => {
      const { number } = await journal.createReplay(sampleReplay())
      const running = async (): Promise<number[]> =>
        (await journal.replays({ running: true, limit: 5 })).map((replay) => replay.number)
      expect(await running()).toEqual([number])
      expect(await journal.changeReplay(number, 'paused', noon)).toMatchObject({
        state: 'paused',
        endedAt: null,
      })
      expect(await running()).toEqual([])
      expect(await journal.changeReplay(number, 'running', noon)).toMatchObject({ state: 'running' })
      expect(await journal.changeReplay(number, 'canceled', noon + 1)).toMatchObject({
        state: 'canceled',
        endedAt: noon + 1,
      })
      expect(await journal.changeReplay(number, 'running', noon)).toBeNull()
      expect(await journal.changeReplay(number + 1, 'running', noon)).toBeNull()
      expect(await running()).toEqual([])
    })

    journalTest(open, 'a part is queued together with the cursor, once', async (subject) => {
      const { journal } = subject
      const other = (await subject.second?.()) ?? journal
      const { epoch, lanes } = await setUp(journal, 'app')
      const [lane = -1] = lanes
      const seqs = [
        await appendOne(journal, sampleEvent({ epoch })),
        await appendOne(journal, sampleEvent({ epoch })),
      ]
      const [first = 0, last = 0] = seqs
      const { number } = await journal.createReplay(sampleReplay())
      const part = (seq: number, from: number, done: boolean) => ({
        number,
        from,
        to: seq,
        rows: [{ lane, seq, replay: number, due: noon, orderKey: null }],
        events: 1,
        done,
        now: noon + 7,
      })
      const both = await Promise.all([
        journal.feedReplay(part(first, 0, false)),
        other.feedReplay(part(first, 0, false)),
      ])
      expect(both.filter((fed) => fed)).toHaveLength(1)
      expect(await journal.due(lane, noon, null, 9)).toMatchObject([
        { seq: first, replay: number, attempts: 0 },
      ])
      expect(await journal.replay(number)).toMatchObject({ cursor: first, events: 1, state: 'running' })
      await journal.changeReplay(number, 'paused', noon)
      expect(await journal.feedReplay(part(last, first, true))).toBe(false)
      await journal.changeReplay(number, 'running', noon)
      expect(await journal.feedReplay(part(last, first, true))).toBe(true)
      expect(await journal.feedReplay(part(last, last, true))).toBe(false)
      expect(await journal.replay(number)).toMatchObject({
        cursor: last,
        events: 2,
        state: 'done',
        endedAt: noon + 7,
      })
      expect((await journal.due(lane, noon, null, 9)).map(({ seq }) => seq)).toEqual(seqs)
      expect((await journal.stats()).deliveries.pending).toBe(2)
    })

    journalTest(open, 'forget their filter with their end: it may name a person', async (subject) => {
      const { journal } = subject
      await setUp(journal)
      const { selection } = sampleReplay()
      // With a text that PostgreSQL's jsonb cannot hold.
      const filter = 'json.who == "jane\0"'
      const made = sampleReplay({ selection: { ...selection, type: 'seen', filter } })
      const canceled = await journal.createReplay(made)
      const done = await journal.createReplay(made)
      const running = await journal.createReplay(made)
      await journal.changeReplay(running.number, 'paused', noon)
      const gone = { ...selection, type: 'seen', filter: null }
      expect(await journal.changeReplay(canceled.number, 'canceled', noon)).toMatchObject({ selection: gone })
      const part = { from: 0, to: 9, rows: [], events: 0, done: true, now: noon }
      expect(await journal.feedReplay({ number: done.number, ...part })).toBe(true)
      await subject.reopen()
      const kept = async (number: number) => (await subject.journal.replay(number))?.selection
      expect(await kept(canceled.number)).toEqual(gone)
      expect(await kept(done.number)).toEqual(gone)
      expect(await kept(running.number)).toEqual({ ...gone, filter })
    })

    journalTest(open, 'read events from the oldest on', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const seqs: number[] = []
      for (let at = 0; at < 6; at++) {
        seqs.push(await appendOne(journal, sampleEvent({ epoch, type: at % 2 === 0 ? 'even' : 'odd' })))
      }
      const read = async (query: object): Promise<number[]> =>
        (await journal.events({ oldestFirst: true, limit: 10, ...query })).map(({ seq }) => seq)
      expect(await read({})).toEqual(seqs)
      expect(await read({ after: seqs[1], limit: 2 })).toEqual(seqs.slice(2, 4))
      expect(await read({ after: seqs[0], before: seqs[5], type: 'odd' })).toEqual([seqs[1], seqs[3]])
      expect((await journal.events({ after: seqs[3] ?? 0, limit: 9 })).map(({ seq }) => seq)).toEqual([
        seqs[5],
        seqs[4],
      ])
    })
  })
}
