import { expect, test } from 'vitest'
import type { QueueRow } from '../../src/journal/journal.ts'
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
