import pg from 'pg'
import { expect, test } from 'vitest'
import { startTcpProxy, type TcpProxy } from '../../../../tools/tcp-proxy.ts'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { NewEvent } from '../../src/journal/port/intake.ts'
import {
  accepted,
  appendOne,
  fenceOf,
  ledger,
  noon,
  sampleAttempt,
  sampleEvent,
  samplePayload,
  setUp,
} from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer({ max_connections: '40' })

interface Behind {
  readonly proxy: TcpProxy
  /** Reaches the database through the proxy. */
  readonly journal: Journal
  /** Reaches it past the proxy. */
  readonly direct: Journal
  readonly url: string
  close(): Promise<void>
}

async function behindProxy(): Promise<Behind> {
  const url = await world.server.database()
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: world.server.port })
  const through = url.replace(`:${world.server.port}/`, `:${proxy.port}/`)
  const direct = await world.open({ url })
  const journal = await world.open({ url: through, timeoutMs: 1500, connectTimeoutMs: 1000 })
  return {
    proxy,
    journal,
    direct,
    url,
    close: async () => {
      proxy.mend()
      await Promise.all([journal.close(), direct.close()])
      await proxy.close()
    },
  }
}

/** Tries until the store answers again; it must mend by itself. */
async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof JournalUnavailable) || tries > 400) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

test('cut off: calls are refused, and work again when the network is back', async () => {
  const { proxy, journal, close } = await behindProxy()
  const { epoch } = await setUp(journal)
  proxy.cut()
  for (const call of [
    () => journal.append([sampleEvent({ epoch })]),
    () => journal.events({ limit: 1 }),
    () => journal.own('me', 1000),
    () => journal.probe(),
    () => journal.since(null),
  ])
    await expect(call()).rejects.toBeInstanceOf(JournalUnavailable)
  proxy.mend()
  await eventually(() => appendOne(journal, sampleEvent({ epoch })))
  expect(await journal.events({ limit: 5 })).toHaveLength(1)
  await close()
})

test('connections reset under load: what was answered is stored, the rest is refused', async () => {
  const { proxy, journal, direct, close } = await behindProxy()
  const { epoch } = await setUp(journal)
  const stored: number[] = []
  let refused = 0
  let stop = false
  const workers = Array.from({ length: 20 }, async () => {
    while (!stop) {
      try {
        stored.push(await appendOne(journal, sampleEvent({ epoch })))
      } catch (error) {
        if (!(error instanceof JournalUnavailable)) throw error
        refused++
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    }
  })
  for (let round = 0; round < 12; round++) {
    const before = stored.length
    await expect.poll(() => stored.length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(before)
    proxy.reset()
  }
  stop = true
  await Promise.all(workers)
  expect(refused).toBeGreaterThan(0)
  expect(stored.length).toBeGreaterThan(0)
  expect((await direct.payloads(stored)).size).toBe(stored.length)
  await close()
})

test('the answer to a commit is lost: an append is found in the ledger, a settlement is found settled', async () => {
  const { proxy, journal, direct, close } = await behindProxy()
  const { epoch, lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const event = sampleEvent({ epoch, ledger: ledger('a'), queue: [{ lane, due: noon, orderKey: null }] })
  // Connections are up, so the next answer is that of the append.
  await journal.append([sampleEvent({ epoch })])
  proxy.resetAfterAnswering(0)
  await expect(journal.append([event])).rejects.toBeInstanceOf(JournalUnavailable)
  const [again] = await eventually(() => journal.append([event]))
  expect(again?.outcome).toBe('duplicate')

  const fence = await eventually(() => fenceOf(journal, 'me', lane))
  const [row] = await direct.due(lane, noon, null, 10)
  if (row === undefined) throw new Error('nothing is due')
  const settlement = { lane, fence, at: row, attempt: sampleAttempt(), next: { state: 'delivered' } } as const
  const wrong = { ...settlement, at: { ...row, due: 1 } }
  expect(await eventually(() => journal.settle('me', [wrong]))).toEqual([false])
  proxy.resetAfterAnswering(0)
  await expect(journal.settle('me', [settlement])).rejects.toBeInstanceOf(JournalUnavailable)
  expect(await eventually(() => journal.settle('me', [settlement]))).toEqual([false])
  expect(await direct.attempts({ seq: row.seq, lane, replay: 0 })).toHaveLength(1)
  await close()
})

test('a network that swallows: calls end by their time limit, waiting bytes are bounded', async () => {
  const { proxy, journal, close } = await behindProxy()
  const { epoch } = await setUp(journal)
  proxy.swallow()
  const large = samplePayload({ body: new Uint8Array(2 ** 20) })
  const calls = Array.from({ length: 200 }, () => journal.append([sampleEvent({ epoch, payload: large })]))
  const ends = await Promise.allSettled(calls)
  for (const end of ends)
    expect(end).toMatchObject({ status: 'rejected', reason: { code: 'ERR_JOURNAL_UNAVAILABLE' } })
  const full = ends.filter(
    (end) => end.status === 'rejected' && String(end.reason).includes('Too much waits'),
  )
  expect(full.length).toBeGreaterThan(100)
  proxy.mend()
  await eventually(() => appendOne(journal, sampleEvent({ epoch })))
  await close()
})

test('the server dies under load: every answered event is there after its recovery', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const { epoch, lanes } = await setUp(journal, 'app')
  const lane = lanes[0] ?? -1
  const stored: number[] = []
  let stop = false
  const workers = Array.from({ length: 30 }, async () => {
    while (!stop) {
      const event: NewEvent = sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] })
      await journal.append([event]).then(
        ([answer]) => stored.push(accepted(answer).seq),
        () => new Promise((resolve) => setTimeout(resolve, 20)),
      )
    }
  })
  for (let round = 0; round < 3; round++) {
    const before = stored.length
    await expect.poll(() => stored.length, { timeout: 30_000, interval: 10 }).toBeGreaterThan(before)
    await world.server.crash()
  }
  await eventually(() => appendOne(journal, sampleEvent({ epoch })))
  stop = true
  await Promise.all(workers)
  expect(stored.length).toBeGreaterThan(0)
  expect((await journal.payloads(stored)).size).toBe(stored.length)
  const due = await journal.due(lane, noon, null, 1_000_000)
  const queued = new Set(due.map((row) => row.seq))
  expect(stored.filter((seq) => !queued.has(seq))).toEqual([])
  await journal.close()
})

test('a lock held by someone and a statement_timeout: refused, nothing lost, well again', async () => {
  const url = await world.server.database()
  await world.server.query(`alter database ${new URL(url).pathname.slice(1)} set statement_timeout = '300ms'`)
  const journal = await world.open({ url })
  const { epoch } = await setUp(journal)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin; lock table countersign.payload in access exclusive mode')
  const message = 'The database took too long.'
  await expect(journal.append([sampleEvent({ epoch })])).rejects.toMatchObject({ message })
  await client.query('rollback')
  await client.end()
  await eventually(() => appendOne(journal, sampleEvent({ epoch })))
  expect(await journal.events({ limit: 5 })).toHaveLength(1)
  await journal.close()
})

test('no connection left: refused, and well again when there is one', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const { epoch } = await setUp(journal)
  await world.server.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    url,
  )
  const others: pg.Client[] = []
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      others.push(client)
    } catch {
      break
    }
  }
  const calls = Array.from({ length: 12 }, () => journal.events({ limit: 1 }))
  const ends = await Promise.allSettled(calls)
  for (const end of ends) if (end.status === 'rejected') expect(end.reason).toBeInstanceOf(JournalUnavailable)
  await Promise.all(others.map((client) => client.end()))
  await eventually(() => appendOne(journal, sampleEvent({ epoch })))
  await journal.close()
})
