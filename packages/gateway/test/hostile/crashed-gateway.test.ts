import { createHmac, randomBytes } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startTcpProxy } from '../../../../tools/tcp-proxy.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { OwnershipChange } from '../../src/journal/port/queue.ts'
import { startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { setUp } from '../journal/samples.ts'
import { withServer } from '../postgres/with-server.ts'

// Nothing waits for the lease of a gateway that is known to be dead. The leases here are longer than the tests.

const world = withServer({ track_functions: 'pl' })
const leaseMs = 600_000

/** Calls `own` whenever the journal says that it is worth it, as delivery does; resolves once it has the lane. */
function takes(journal: Journal, owner: string, lane: number): Promise<number> {
  return new Promise((resolve) => {
    const ask = async (): Promise<void> => {
      const owned = await journal.own(owner, leaseMs).catch(() => [])
      const mine = owned.find(({ number }) => number === lane)
      if (mine !== undefined) resolve(mine.fence)
    }
    journal.onOwnershipChanged(() => void ask())
    void ask()
  })
}

/** How often gateways of a database have looked for others that have ended. */
async function looks(url: string): Promise<number> {
  const calls = `select coalesce(sum(calls), 0)::int as calls from pg_stat_user_functions where funcname = 'look_1'`
  return (await world.server.query(calls, url))[0]?.calls
}

test('behind its keeper the next gateway has the lanes at once, under a higher fence; no other has', async () => {
  const url = await world.server.database()
  const keeper = 'one-keeper'
  const first = await world.open({ url, keeper })
  const { lanes } = await setUp(first, 'app')
  const lane = lanes[0] ?? -1
  const [{ fence } = { fence: 0 }] = await first.own('first', leaseMs)
  const stranger = await world.open({ url, keeper: 'another-keeper' })
  expect(await stranger.own('stranger', leaseMs)).toEqual([])
  const next = await world.open({ url, keeper })
  const owned = await next.own('next', leaseMs)
  expect(owned).toMatchObject([{ number: lane, fence: fence + 1 }])
})

test('another gateway has them when the database has seen the listening connection end, which its own side hears', async () => {
  const url = await world.server.database()
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: world.server.port })
  const dying = await world.open({ url: url.replace(`:${world.server.port}/`, `:${proxy.port}/`) })
  const { lanes } = await setUp(dying, 'app')
  const lane = lanes[0] ?? -1
  const changes: OwnershipChange[] = []
  dying.onOwnershipChanged((change) => void changes.push(change))
  let fence = 0
  // Until it has named its session; what is set up first comes before the connection that listens.
  await expect
    .poll(async () => {
      fence = (await dying.own('dying', leaseMs))[0]?.fence ?? 0
      return await world.server.query('select pid from countersign.gateway where pid is not null', url)
    })
    .toHaveLength(1)
  const heir = await world.open({ url })
  const taken = takes(heir, 'heir', lane)
  // It lives, and keeps them through several looks of both.
  const before = await looks(url)
  await expect.poll(() => looks(url)).toBeGreaterThanOrEqual(before + 5)
  expect((await dying.own('dying', leaseMs)).map((each) => each.fence)).toEqual([fence])
  changes.length = 0
  proxy.cut()
  expect(await taken).toBe(fence + 1)
  expect(changes).toContain('doubtful')
  proxy.mend()
  await proxy.close()
})

test('who may not see the sessions of others takes nothing from the living, and everything from the dead', async () => {
  const url = await world.server.database()
  await world.server.query('create role blind login', url)
  const journal = await world.open({ url })
  await setUp(journal, 'app')
  await world.server.query('grant usage on schema countersign to blind', url)
  const session = new pg.Client({ connectionString: url })
  await session.connect()
  const known = `select pid, (extract(epoch from backend_start) * 1000000)::bigint as started,
      (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint as server
      from pg_stat_activity where pid = pg_backend_pid()`
  const { pid, started, server } = (await session.query(known)).rows[0]
  const theirs = new URL(url)
  theirs.username = 'blind'
  const blind = new pg.Client({ connectionString: theirs.href })
  await blind.connect()
  const alive = async (client: pg.Client, of: unknown[]): Promise<boolean> =>
    (await client.query('select countersign.is_alive_1($1, $2, $3) as alive', of)).rows[0].alive
  const seeing = new pg.Client({ connectionString: url })
  await seeing.connect()
  expect(await alive(blind, [pid, started, server])).toBe(true)
  expect(await alive(seeing, [pid, started, server])).toBe(true)
  // Another process under the same number.
  expect(await alive(seeing, [pid, Number(started) + 1, server])).toBe(false)
  await session.end()
  await expect.poll(() => alive(blind, [pid, started, server])).toBe(false)
  expect(await alive(seeing, [pid, started, server])).toBe(false)
  // What a server of before a restart or a failover has had, this one has not seen the end of.
  expect(await alive(seeing, [pid, started, Number(server) - 1])).toBe(true)
  await Promise.all([blind.end(), seeing.end()])
})

test('events that come after a kill -9 are delivered long before the lease would have ended', async () => {
  const url = await world.server.database()
  const receiver = await startReceiver()
  const gateway = await startGateway({
    env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: randomBytes(32).toString('base64') },
  })
  const secret = 'a-secret-phrase-of-webex'
  await gateway.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'webex', destination: 'app' })
  let n = 0
  const post = async (): Promise<void> => {
    const body = `{"n":${++n}}`
    const signature = createHmac('sha1', secret).update(body).digest('hex')
    expect((await gateway.post('webex', body, { 'x-spark-signature': signature })).status).toBe(200)
  }
  await post()
  await receiver.until(1)
  // The lease is written as far ahead as no test waits.
  await world.server.query('update countersign.gateway set until = until + 3600000', url)
  await gateway.kill9()
  await post()
  await receiver.until(2)
  await gateway.remove()
  await receiver.close()
})
