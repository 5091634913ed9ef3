import fc from 'fast-check'
import { expect, test } from 'vitest'
import { noon, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

// What several lanes are asked for at one time is read in one statement, and must be what each is answered by itself.

const world = withServer({ autovacuum: 'off' })

test('lanes that are read at one time are answered as one after the other', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  await setUp(journal, 'app')
  const lanes = [1, 2, 3, 4, 5]
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          lane: fc.constantFrom(...lanes),
          due: fc.nat(20),
          key: fc.constantFrom(null, null, 'a', 'b'),
        }),
        { maxLength: 40 },
      ),
      fc.array(
        fc.record({
          lane: fc.constantFrom(...lanes),
          now: fc.nat(25),
          limit: fc.integer({ min: 1, max: 8 }),
        }),
        { minLength: 2, maxLength: 70 },
      ),
      async (rows, asked) => {
        const values = rows.map(
          ({ lane, due, key }, seq) =>
            `(${lane}, 0, ${noon + due}, ${seq + 1}, 0, ${key === null ? 'null' : `'${key}'`})`,
        )
        await world.server.query(
          `truncate countersign.queue;
           ${values.length === 0 ? '' : `insert into countersign.queue (lane, attempts, due, seq, replay, order_key) values ${values.join(', ')}`}`,
          url,
        )
        const due = (ask: (typeof asked)[number]) => journal.due(ask.lane, noon + ask.now, null, ask.limit)
        const next = ({ lane, now, limit }: (typeof asked)[number]) =>
          journal.nextDue(lane, { due: noon + now, seq: limit, replay: 0 })
        const together = await Promise.all(asked.map(due))
        const nextTogether = await Promise.all(asked.map(next))
        for (const [at, ask] of asked.entries()) {
          expect(together[at]).toEqual(await due(ask))
          expect(nextTogether[at]).toEqual(await next(ask))
        }
      },
    ),
    { numRuns: 25 },
  )
}, 60_000)

test('a lane with little beside lanes with much costs what is answered', async () => {
  const url = await world.server.database()
  const first = await world.open({ url })
  await setUp(first, 'app')
  await first.close()
  // Many in two of them, one in each of the others.
  await world.server.query(
    `insert into countersign.queue (lane, attempts, due, seq, replay)
     select case when i <= 40000 then 1 + i % 2 else i end, 0, ${noon} + i, i, 0 from generate_series(1, 40060) i;
     analyze`,
    url,
  )
  const touched = async (): Promise<{ scans: number; rows: number }> => {
    const [row] = await world.server.query(
      `select sum(seq_scan)::int as scans, sum(idx_tup_fetch)::int as rows from pg_stat_user_tables
        where relname = 'queue'`,
      url,
    )
    return { scans: row?.scans ?? 0, rows: row?.rows ?? 0 }
  }
  const before = await touched()
  const journal = await world.open({ url })
  const lanes = [1, 2, ...Array.from({ length: 60 }, (_, at) => 40_001 + at)]
  const pages = await Promise.all(lanes.map((lane) => journal.due(lane, noon * 2, null, 256)))
  expect(pages.map((page) => page.length)).toEqual([256, 256, ...Array.from({ length: 60 }, () => 1)])
  const nexts = await Promise.all(lanes.map((lane) => journal.nextDue(lane, null)))
  expect(nexts).toEqual(pages.map(([row]) => row?.due))
  await journal.close()
  const now = await touched()
  expect(now.scans - before.scans).toBe(0)
  expect(now.rows - before.rows).toBeLessThan(2 * 256 + 60 + lanes.length + 50)
})
