import { expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import type { Settlement } from '../../src/journal/port/queue.ts'
import { latencyBucket } from '../../src/model/tally.ts'
import { appendOne, noon, sampleAttempt, sampleEvent, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()

/** What was counted of deliveries: destination, outcome, how many, and by how long they took. */
async function counted(journal: Journal): Promise<unknown[]> {
  const { deliveries } = await journal.series({ step: 'minute', from: 0, to: noon * 2, most: 50 })
  return deliveries.map(({ destination, outcome, count, latency }) => [
    ...[destination, outcome, count],
    Object.fromEntries(latency.flatMap((n, bucket) => (n === 0 ? [] : [[bucket, n]]))),
  ])
}

test('settlements are counted alike: all of a batch, those of it that took effect, and those of lanes that this process has not asked for', async () => {
  const url = await world.server.database()
  const [one, two] = [await world.open({ url }), await world.open({ url })]
  const { epoch, lanes, destinations } = await setUp(one, 'app', 'other')
  const queue = lanes.map((lane) => ({ lane, due: noon, orderKey: null }))
  const seqs: number[] = []
  for (let at = 0; at < 3; at++) seqs.push(await appendOne(one, sampleEvent({ epoch, queue })))
  const fences = new Map((await one.own('one', 60_000)).map(({ number, fence }) => [number, fence]))
  const ended = (seq = -1, lane = -1, ms = 1, fence = fences.get(lane) ?? -1): Settlement => ({
    ...{ lane, fence, at: { due: noon, seq, replay: 0 } },
    attempt: sampleAttempt({ ms }),
    next: { state: 'delivered' },
  })
  const [app = -1, other = -1] = lanes
  expect(await one.settle('one', [ended(seqs[0], app, 1), ended(seqs[0], other, 70_000)])).toEqual([
    true,
    true,
  ])
  const [first, second] = destinations
  const slow = latencyBucket(70_000)
  expect(await counted(one)).toEqual([
    [first, 'delivered', 1, { 0: 1 }],
    [second, 'delivered', 1, { [slow]: 1 }],
  ])

  // One is settled already, and one has another's fence.
  const some = [ended(seqs[1], app, 3), ended(seqs[0], app, 3), ended(seqs[1], other, 3, 99)]
  expect(await one.settle('one', some)).toEqual([true, false, false])
  const quick = latencyBucket(3)
  expect(await counted(one)).toEqual([
    [first, 'delivered', 2, { 0: 1, [quick]: 1 }],
    [second, 'delivered', 1, { [slow]: 1 }],
  ])
  expect(await one.settle('one', [ended(seqs[0], app), ended(seqs[0], other)])).toEqual([false, false])

  expect(await two.settle('one', [ended(seqs[1], other, 3), ended(seqs[2], other, 3)])).toEqual([true, true])
  expect(await counted(one)).toEqual([
    [first, 'delivered', 2, { 0: 1, [quick]: 1 }],
    [second, 'delivered', 3, { [quick]: 2, [slow]: 1 }],
  ])
})
