import { expect, test } from 'vitest'
import type { QueueRow } from '../../src/journal/port/queue.ts'
import { noon, sampleAttempt, sampleEvent, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer({ autovacuum: 'off' })
const backlog = 100_000

/** What was read of the queue, once the connections that counted it are closed. */
async function touched(url: string): Promise<{ scans: number; rows: number }> {
  const [row] = await world.server.query(
    `select sum(seq_scan)::int as scans, sum(idx_tup_fetch)::int as rows from pg_stat_user_tables
      where relname = 'queue'`,
    url,
  )
  return { scans: row?.scans ?? 0, rows: row?.rows ?? 0 }
}

test('behind a backlog, looking at due work reads the rows that it answers and no others', async () => {
  const url = await world.server.database()
  const first = await world.open({ url })
  const { epoch, lanes } = await setUp(first, 'app', 'other')
  const [lane = -1, other = -1] = lanes
  await first.append([sampleEvent({ epoch, queue: [{ lane: other, due: noon, orderKey: null }] })])
  await world.server.query(
    `insert into countersign.queue (lane, attempts, due, seq, replay)
     select ${lane}, 0, ${noon} + i, 1000 + i, 0 from generate_series(1, ${backlog}) i; analyze`,
    url,
  )
  await first.close()
  const before = await touched(url)

  const journal = await world.open({ url })
  const [owned] = (await journal.own('me', 60_000)).filter((each) => each.number === other)
  let after: QueueRow | null = null
  let read = 0
  for (let page = 0; page < 20; page++) {
    const rows: readonly QueueRow[] = await journal.due(lane, noon + backlog, after, 100)
    read += rows.length
    after = rows.at(-1) ?? null
  }
  expect(read).toBe(2000)
  const [row] = await journal.due(other, noon, null, 100)
  if (row === undefined || owned === undefined) throw new Error('nothing is due')
  expect(await journal.nextDue(lane, after)).toBe(noon + 2001)
  expect(
    await journal.settle('me', [
      { lane: other, fence: owned.fence, at: row, attempt: sampleAttempt(), next: { state: 'delivered' } },
    ]),
  ).toEqual([true])
  expect((await journal.payloads([row.seq])).size).toBe(1)
  expect(await journal.deliveries({ destination: 1, state: 'pending', limit: 5 })).toEqual([])
  expect((await journal.stats()).oldestDue).toBe(noon + 1)
  await journal.close()

  const now = await touched(url)
  expect(now.scans - before.scans).toBe(0)
  expect(now.rows - before.rows).toBeLessThan(2000 + 100)
})

test('behind an ordered backlog, the first of each key is found, and a row without a key', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const { lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  // 20 keys; every row but the first of each waits. One row without a key lies far behind.
  await world.server.query(
    `insert into countersign.queue (lane, attempts, due, seq, replay, order_key)
     select ${lane}, 0, ${noon} + i, i, 0, case when i <> 15000 then 'key ' || i % 20 end
       from generate_series(1, 20000) i`,
    url,
  )
  const rows = await journal.due(lane, noon * 2, null, 100)
  expect(rows.map((row) => row.seq)).toEqual([...Array.from({ length: 20 }, (_, i) => i + 1), 15000])

  // 9,000 keys behind a thousand rows of one: looked at in turns.
  await world.server.query(
    `truncate countersign.queue;
     insert into countersign.queue (lane, attempts, due, seq, replay, order_key)
     select ${lane}, 0, ${noon} + i, i, 0, case when i <= 1000 then 'busy' else 'key ' || i end
       from generate_series(1, 10000) i`,
    url,
  )
  const met = new Set<number>()
  for (let turn = 0; turn < 4; turn++)
    for (const row of await journal.due(lane, noon * 2, null, 9500)) met.add(row.seq)
  expect(met.size).toBe(9001)
})

test('numbers that no int holds are places and ids like others', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const { lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const most = Number.MAX_SAFE_INTEGER
  expect(await journal.nextDue(lane, { due: noon, seq: most, replay: most })).toBeNull()
  expect(await journal.due(lane, noon, { due: most, seq: most, replay: most }, 5)).toEqual([])
  expect(await journal.delivery({ seq: most, lane: most, replay: most })).toBeNull()
  expect(await journal.attempts({ seq: most, lane: most, replay: most })).toEqual([])
  const before = { seq: most, lane: most, replay: most, due: most }
  expect(await journal.deliveries({ before, limit: 5 })).toEqual([])
  expect(await journal.deliveries({ before, destination: most, state: 'pending', limit: 5 })).toEqual([])
  expect(await journal.events({ before: most, limit: 5 })).toEqual([])
  expect(await journal.rejections({ source: most, limit: 5 })).toEqual([])
  expect((await journal.payloads([most])).size).toBe(0)
})
