import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { appendOne, fenceOf, noon, sampleAttempt, sampleDestination, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

/** Asks again until the owner has the lane; a lease ends by the engine's own clock. */
async function takeLater(journal: Journal, owner: string, lane: number): Promise<number> {
  for (let tries = 0; tries < 500; tries++) {
    const owned = await journal.own(owner, 60_000)
    const fence = owned.find((each) => each.number === lane)?.fence
    if (fence !== undefined) return fence
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the lease never ended')
}

export function describeLanes(open: OpenSubject): void {
  describe('lanes', () => {
    journalTest(open, 'an owner takes all lanes and renews them under one fence', async ({ journal }) => {
      const { lanes, destinations } = await setUp(journal, 'a', 'b')
      const first = await journal.own('one', 60_000)
      expect(first.map((lane) => [lane.number, lane.destination, lane.shard]).sort()).toEqual(
        lanes.map((lane, index) => [lane, destinations[index], 0]).sort(),
      )
      const again = await journal.own('one', 60_000)
      expect(again.map((lane) => [lane.number, lane.fence]).sort()).toEqual(
        first.map((lane) => [lane.number, lane.fence]).sort(),
      )
      expect(again).toBe(first)
      // A new lane is told of in another list, beside the same objects.
      await setUp(journal, 'c')
      const more = await journal.own('one', 60_000)
      expect(more).toHaveLength(3)
      for (const lane of first) expect(more).toContain(lane)
    })

    journalTest(open, 'in some lanes something is queued, due or not', async ({ journal }) => {
      const { epoch, lanes } = await setUp(journal, 'a', 'b', 'c')
      const [a = -1, b = -1] = lanes
      expect(await journal.waiting(lanes)).toEqual([])
      const row = (lane: number, due: number) => ({ lane, due, orderKey: null })
      await appendOne(journal, sampleEvent({ epoch, queue: [row(a, noon), row(b, noon * 2)] }))
      expect([...(await journal.waiting(lanes))].sort()).toEqual([a, b].sort())
      expect(await journal.waiting([lanes[2] ?? -1])).toEqual([])
      expect(await journal.waiting([])).toEqual([])
    })

    journalTest(open, 'a destination has a lane a shard; none is ever taken away', async ({ journal }) => {
      const shardsOf = async (shards?: number): Promise<number[]> => {
        const { policy, ...rest } = sampleDestination('busy')
        const wanted = { ...rest, policy: { ...policy, ...(shards !== undefined && { shards }) } }
        await journal.configure({ destinations: [wanted] }, noon)
        const { lanes } = await journal.since(null)
        return lanes.map(({ shard }) => shard).sort()
      }
      expect(await shardsOf()).toEqual([0])
      expect(await shardsOf(3)).toEqual([0, 1, 2])
      expect(await shardsOf(2)).toEqual([0, 1, 2])
      expect(await shardsOf(4)).toEqual([0, 1, 2, 3])
      expect((await journal.own('one', 60_000)).length).toBe(4)
    })

    journalTest(open, 'another owner waits for the release, then has a greater fence', async (subject) => {
      const { journal } = subject
      const other = (await subject.second?.()) ?? journal
      const { lanes } = await setUp(journal, 'a')
      const lane = lanes[0] ?? -1
      const fence = await fenceOf(journal, 'one', lane)
      expect(await other.own('two', 60_000)).toEqual([])
      await journal.release('two', [{ number: lane, fence }])
      await journal.release('one', [{ number: lane, fence: fence - 1 }])
      expect(await other.own('two', 60_000)).toEqual([])
      await journal.release('one', [{ number: lane, fence }])
      const next = await fenceOf(other, 'two', lane)
      expect(next).toBeGreaterThan(fence)
      expect(await journal.own('one', 60_000)).toEqual([])
    })

    journalTest(
      open,
      'a lease that is not renewed ends, and its owner settles nothing more',
      async (subject) => {
        const { journal } = subject
        const other = (await subject.second?.()) ?? journal
        const { epoch, lanes } = await setUp(journal, 'a')
        const lane = lanes[0] ?? -1
        const seq = await appendOne(
          journal,
          sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] }),
        )
        const [owned] = await journal.own('one', 300)
        const fence = owned?.fence ?? -1
        const next = await takeLater(other, 'two', lane)
        expect(next).toBeGreaterThan(fence)
        const settlement = {
          lane,
          at: { due: noon, seq, replay: 0 },
          attempt: sampleAttempt(),
          next: { state: 'delivered' },
        } as const
        expect(await journal.settle('one', [{ ...settlement, fence }])).toEqual([false])
        expect(await journal.settle('one', [{ ...settlement, fence: next }])).toEqual([false])
        expect(await other.settle('two', [{ ...settlement, fence: next }])).toEqual([true])
      },
    )

    journalTest(
      open,
      'fences grow over restarts, and lanes of new destinations are taken too',
      async (subject) => {
        const { lanes } = await setUp(subject.journal, 'a')
        const lane = lanes[0] ?? -1
        const owned = await subject.journal.own('one', 60_000)
        const fence = owned[0]?.fence ?? -1
        await subject.journal.release('one', owned)
        await subject.reopen()
        expect(await fenceOf(subject.journal, 'one', lane)).toBeGreaterThan(fence)
        const more = await setUp(subject.journal, 'a', 'b')
        expect((await subject.journal.own('one', 60_000)).map((each) => each.number).sort()).toEqual(
          more.lanes.sort(),
        )
      },
    )
  })
}
