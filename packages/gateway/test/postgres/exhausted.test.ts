import pg from 'pg'
import { expect, test } from 'vitest'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import { accepted, appendOne, sampleEvent, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()

/** Holds up whoever reads rejections, and nobody else. */
async function holdReaders(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin; lock table countersign.rejection in access exclusive mode')
  return async () => {
    await client.query('rollback')
    await client.end()
  }
}

/** Until so many statements wait for a lock. */
async function heldUp(url: string, count: number): Promise<void> {
  const asked = `select count(*)::int as held from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`
  while ((await world.server.query(asked, url))[0]?.held !== count)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

const settled = (calls: readonly Promise<unknown>[]): Promise<unknown[]> =>
  Promise.all(
    calls.map((call) =>
      call.then(
        () => 'answered',
        (error: unknown) => {
          if (!(error instanceof JournalUnavailable)) throw error
          return error.message
        },
      ),
    ),
  )

test('all readers held up for longer than a connect may take: reads wait, writes go on', async () => {
  const url = await world.server.database()
  const connectTimeoutMs = 400
  const journal = await world.open({ url, connectTimeoutMs, timeoutMs: 20_000 })
  const { epoch } = await setUp(journal)
  const letGo = await holdReaders(url)
  const reads = settled(Array.from({ length: 12 }, () => journal.rejections({ limit: 1 })))
  await heldUp(url, 3)
  const until = performance.now() + connectTimeoutMs * 3
  let stored = 0
  while (performance.now() < until || stored < 20) {
    accepted((await journal.append([sampleEvent({ epoch })]))[0])
    await journal.probe()
    stored++
  }
  await letGo()
  expect(new Set(await reads)).toEqual(new Set(['answered']))
  expect(await journal.events({ limit: 500 })).not.toHaveLength(0)
  await journal.close()
})

test('readers held up for too long: who waits is refused, in bounded number, and no write is', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url, timeoutMs: 1500 })
  const { epoch } = await setUp(journal)
  const letGo = await holdReaders(url)
  const first = settled(Array.from({ length: 3 }, () => journal.rejections({ limit: 1 })))
  await heldUp(url, 3)
  const reads = settled(Array.from({ length: 5000 }, () => journal.rejections({ limit: 1 })))
  const writing = new AbortController()
  const writes = (async () => {
    while (!writing.signal.aborted) await appendOne(journal, sampleEvent({ epoch }))
  })()
  const ends = await reads
  const full = ends.filter((end) => end === 'Too much waits for the database.')
  // One or two calls of the journal's own may wait among them.
  expect(full.length).toBeGreaterThanOrEqual(5000 - 4096)
  expect(full.length).toBeLessThan(5000 - 4096 + 10)
  expect(ends.filter((end) => end === 'answered')).toEqual([])
  await first
  writing.abort()
  await writes
  await letGo()
  expect(await journal.rejections({ limit: 1 })).toEqual([])
  await journal.close()
})

test('closed while calls wait for a connection: they are refused, and the close ends', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const letGo = await holdReaders(url)
  const first = settled(Array.from({ length: 3 }, () => journal.rejections({ limit: 1 })))
  await heldUp(url, 3)
  const reads = settled(Array.from({ length: 5 }, () => journal.rejections({ limit: 1 })))
  const closed = journal.close()
  expect(new Set(await reads)).toEqual(new Set(['The journal is closing.']))
  await letGo()
  await first
  await closed
})
