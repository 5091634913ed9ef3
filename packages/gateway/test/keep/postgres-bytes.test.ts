import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { noon } from '../journal/samples.ts'
import { withServer } from '../postgres/with-server.ts'
import { Marked, marksIn } from './marked.ts'

const world = withServer()

/** All files of a database as they are on the disk. */
async function onDisk(url: string): Promise<Set<number>> {
  await world.server.query('checkpoint')
  const [row] = await world.server.query(
    'select oid from pg_database where datname = current_database()',
    url,
  )
  return await marksIn(join(world.server.data, 'base', String(row?.oid)))
}

describe('on PostgreSQL', () => {
  test.each([
    ['a small segment is rewritten as it is', 2 ** 40, 1],
    ['a large one is closed first', 0, 2],
  ])('not a byte of what was erased is left in the tables: %s', async (_, closeSegmentFrom, segments) => {
    const url = await world.server.database()
    const journal = await world.open({ url, segmentSize: 100_000, closeSegmentFrom })
    const marked = await Marked.on(journal)
    for (let steps = 0; steps < 20; steps++) await marked.step(50)
    const limits = { eventsBefore: 0, attemptsBefore: noon + 100, ledgerBefore: 0, limit: 1000, now: noon }
    while ((await journal.prune({ ...limits, payloadsBefore: noon + 100 })).more);
    // The samples that it takes of columns must not hold what senders wrote.
    await world.server.query('analyze', url)
    const all = [...marked.seqs.keys()]
    const erased = all.filter((n) => n % 7 === 3)
    const before = await onDisk(url)
    expect(erased.filter((n) => n > 100).every((n) => before.has(n))).toBe(true)

    await marked.erase(erased, () => marked.step(5))

    const after = await onDisk(url)
    expect(erased.filter((n) => after.has(n))).toEqual([])
    expect(after.has(0)).toBe(false)
    const kept = all.filter((n) => n > 100 && !erased.includes(n))
    expect(kept.filter((n) => !after.has(n))).toEqual([])
    const payloads = await journal.payloads(kept.map((n) => marked.seqs.get(n) ?? -1))
    for (const n of kept) {
      const body = payloads.get(marked.seqs.get(n) ?? -1)?.payload.body
      if (!marked.body(n).equals(body ?? Buffer.alloc(0))) expect.fail(`the body of ${n} is not what it was`)
    }
    const [row] = await world.server.query(
      'select count(distinct seq / 100000)::int as used from countersign.event',
      url,
    )
    expect(row?.used).toBe(segments)
  })

  test('a transaction that may still see what was erased is waited for', async () => {
    const url = await world.server.database()
    const journal = await world.open({ url })
    const marked = await Marked.on(journal)
    await marked.step(30)
    const reader = new pg.Client({ connectionString: url })
    await reader.connect()
    await reader.query('begin isolation level repeatable read')
    // A snapshot, and no lock on any table of ours.
    await reader.query('select 1')
    let over = false
    let waits = 0
    const erasing = marked
      .erase(
        [3, 4],
        async () => undefined,
        () => waits++,
      )
      .then(() => {
        over = true
      })
    await expect.poll(() => waits, { timeout: 20_000 }).toBeGreaterThan(5)
    expect(over).toBe(false)
    await reader.query('commit')
    await reader.end()
    await erasing
    const after = await onDisk(url)
    expect([3, 4].filter((n) => after.has(n))).toEqual([])
  })
})
