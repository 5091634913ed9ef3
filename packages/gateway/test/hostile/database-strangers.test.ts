import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { accepted, noon, sampleEvent, sampleRejection, sampleSource, setUp } from '../journal/samples.ts'
import { withServer } from '../postgres/with-server.ts'

// A role that may connect to the gateways' database, as PUBLIC may unless it is revoked, and nothing else.

const world = withServer()
let url = ''
let gateway: Journal
let stranger: pg.Client

beforeEach(async () => {
  url = await world.server.database()
  gateway = await world.open({ url, timeoutMs: 4000 })
  await world.server.query('create role stranger login').catch(() => undefined)
  const theirs = new URL(url)
  theirs.username = 'stranger'
  stranger = new pg.Client({ connectionString: theirs.href })
  await stranger.connect()
})

afterEach(async () => {
  await stranger.end()
  await gateway.close()
})

test('a stranger who takes every advisory lock of ours stops nothing, nor a start', async () => {
  await setUp(gateway, 'app')
  for (let number = 4_855_012_990_031_233_020n; number < 4_855_012_990_031_233_035n; number++)
    await stranger.query('select pg_advisory_lock($1)', [number])
  for (let source = 0; source < 5; source++)
    await stranger.query('select pg_advisory_lock(1668246376, $1)', [source])

  const { epoch } = await gateway.configure({ sources: [sampleSource('other')] }, noon)
  const { seq } = accepted((await gateway.append([sampleEvent({ epoch })]))[0])
  const window = { key: new Uint8Array(16), repeat: 1000 }
  accepted((await gateway.append([sampleEvent({ epoch, ledger: window })]))[0])
  expect(await gateway.reject([sampleRejection()])).toHaveLength(1)
  expect(await gateway.enqueue([{ lane: 1, due: noon, seq, replay: 7, orderKey: null }])).toBe(1)
  const limits = { payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 100 }
  while ((await gateway.prune(limits)).more) await Promise.resolve()
  await gateway.createErasure({
    selection: { from: null, until: null, source: null, filter: null },
    reason: 'asked',
    by: 'operator',
    createdAt: noon,
  } as never)
  const second = await openPostgresJournal({ url, now: Date.now })
  await second.close()
  const fresh = await openPostgresJournal({ url: await world.server.database(), now: Date.now })
  await fresh.close()
})

test('a stranger is refused the locks that appends take', async () => {
  for (const table of ['append_lock', 'retention_lock', 'rejection_lock', 'segment', 'meta']) {
    await expect(
      stranger.query(`begin; lock table countersign.${table} in row share mode`),
    ).rejects.toMatchObject({
      code: '42501',
    })
    await stranger.query('rollback')
  }
})

test('a dump stands beside appends and changes', async () => {
  const dump = new pg.Client({ connectionString: url })
  await dump.connect()
  await dump.query('begin isolation level repeatable read')
  const tables = await dump.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'countersign'`,
  )
  for (const { name } of tables.rows) await dump.query(`lock table ${name} in access share mode`)
  const { epoch } = await setUp(gateway)
  accepted((await gateway.append([sampleEvent({ epoch })]))[0])
  await dump.end()
})

test('forged notifications hide no change, and a flood of them is a few looks', async () => {
  const { lanes } = await setUp(gateway, 'app')
  const other = await world.open({ url })
  await other.own('other', 60_000)
  let wakes = 0
  let changes = 0
  other.onQueued(() => wakes++)
  other.onConfigurationChanged(() => changes++)
  const forged = ['9007199254740991', '-1', 'NaN', '', '1e400', 'x'.repeat(7000)]
  const hints = [
    `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}:${lanes[0]}`,
    '*',
    'a:b',
    ':1,2',
    'x:99999999999',
  ]
  const flood = 2000
  for (const text of forged) await stranger.query(`select pg_notify('countersign_configuration', $1)`, [text])
  for (const text of hints) await stranger.query(`select pg_notify('countersign_queue', $1)`, [text])
  // In one transaction: the listening connection hears them in some tens of pieces, and each of those is one look at most.
  await stranger.query(
    `select pg_notify('countersign_configuration', n::text), pg_notify('countersign_queue', $1 || n)
       from generate_series(1, $2::int) as n`,
    [hints[0], flood],
  )
  // None of them was a change.
  expect(changes).toBeLessThanOrEqual(1)
  const told = new Promise<void>((resolve) => other.onConfigurationChanged(resolve))
  const { epoch } = await gateway.configure({ sources: [sampleSource('later')] }, noon)
  await told
  await expect.poll(() => wakes).toBeGreaterThan(0)
  expect(wakes).toBeLessThan(forged.length + hints.length + flood / 10)
  expect((await other.since(null)).epoch).toBe(epoch)
  // And again: a forged number of before is not remembered either.
  const again = new Promise<void>((resolve) => other.onConfigurationChanged(resolve))
  await gateway.configure({ sources: [sampleSource('later', { scheme: 'github' })] }, noon)
  await again
})

test('a start warns where everybody may connect', async () => {
  const start = async (): Promise<string[]> => {
    const said: string[] = []
    const log = { info: () => undefined, warn: (text: string) => void said.push(text) }
    await (await openPostgresJournal({ url, now: Date.now, log })).close()
    return said
  }
  expect((await start()).join()).toContain('REVOKE CONNECT')
  const name = new URL(url).pathname.slice(1)
  await world.server.query(`revoke connect, temporary on database ${name} from public`)
  expect(await start()).toEqual([])
})
