import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { prepareDatabase } from '../../src/journal/prepare/prepare-database.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { appendOne, noon, sampleEvent, setUp } from '../journal/samples.ts'
import { Marked, marksIn } from '../keep/marked.ts'
import { withServer } from '../postgres/with-server.ts'

// Whoever gets hold of the gateways' role can read and write what is in the tables, and change nothing of them. The
// roles are those of the guide, made by its own words.

const world = withServer()
const guide = readFileSync(new URL('../../../../docs/guides/postgresql.md', import.meta.url), 'utf8')
let made = 0
let name = ''
let url = ''
let owner = ''
const started: StartedGateway[] = []

function as(role: string): string {
  return `postgres://${role}@127.0.0.1:${world.server.port}/${name}`
}

/** A database and two roles as in the guide, under names of their own. */
async function prepare(): Promise<void> {
  name = `countersign_${++made}`
  const [, block = ''] = /### A role that changes no table[\s\S]*?```sql\n([\s\S]*?)```/.exec(guide) ?? []
  expect(block).toContain('REVOKE CONNECT')
  for (const statement of block
    .replaceAll(/\bcountersign/g, name)
    .split(';')
    .filter((each) => each.trim()))
    await world.server.query(statement)
  owner = as(`${name}_owner`)
  url = as(name)
}

async function prepareAndGrant(): Promise<void> {
  await prepare()
  await prepareDatabase({ url: owner, role: name, now: Date.now, onStep: () => undefined })
}

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
})

test('a whole gateway takes in, delivers and erases, across a crash', async () => {
  await prepare()
  const prepared = await runCommand(['prepare-database', '--to', owner, '--role', name])
  expect(prepared).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('up to date') })
  const receiver = await startReceiver()
  const gateway = await startGateway({
    env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: randomBytes(32).toString('base64') },
  })
  started.push(gateway)
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  const rejecting = await gateway.api('POST', '/sources', {
    name: 'hub',
    scheme: 'github',
    secrets: ['a-secret-phrase'],
  })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'shop', destination: 'app' })
  const publish = async (data: string): Promise<string> =>
    (await gateway.api('POST', '/events', { source: 'shop', type: 'seen', data })).body.id
  const id = await publish('jane-0000001;')
  await receiver.until(1)
  await gateway.kill9()
  await publish('jane-0000002;')
  await receiver.until(2)
  expect((await gateway.post(new URL(rejecting.body.url).pathname.slice(4), '{}')).status).toBe(401)
  const erasing = await gateway.api('POST', `/events/${id}/erase`, { reason: 'asked' })
  await expect
    .poll(async () => (await gateway.api('GET', `/erasures/${erasing.body.id}`)).body.state, {
      timeout: 30_000,
    })
    .toBe('done')
  expect(await left()).toEqual([2])
  // Neither of a right that is missing nor of strangers who are let in is there anything to tell.
  const lines = gateway.output().stdout.trim().split('\n')
  const told = lines.map((line) => JSON.parse(line)).filter(({ level }) => level !== 'info')
  expect(told.map(({ msg }) => msg)).toEqual([
    'gateway died, starting another',
    'a request was refused and is kept',
  ])
  await receiver.close()
})

/** The marks that are left in the files of the database. */
async function left(): Promise<number[]> {
  await world.server.query('checkpoint')
  const [row] = await world.server.query(`select oid from pg_database where datname = '${name}'`)
  return [...(await marksIn(join(world.server.data, 'base', String(row?.oid))))].sort((a, b) => a - b)
}

test('segments come, are emptied and go', async () => {
  await prepareAndGrant()
  const journal = await world.open({ url, segmentSize: 500 })
  const { epoch } = await setUp(journal, 'app')
  const seqs: number[] = []
  for (let i = 0; i < 45; i++)
    seqs.push(await appendOne(journal, sampleEvent({ epoch, receivedAt: noon + i })))
  // As if others had used up what was made ahead.
  await world.server.query(`select setval('countersign.event_seq', 8000)`, as('postgres'))
  seqs.push(await appendOne(journal, sampleEvent({ epoch, receivedAt: noon + 100 })))
  const segments = async (): Promise<number> =>
    (await world.server.query('select count(*)::int as n from countersign.segment', as('postgres')))[0]?.n
  const before = await segments()
  const old = noon + 50
  const limits = { now: old, attemptsBefore: 0, ledgerBefore: 0, limit: 100 }
  while ((await journal.prune({ ...limits, payloadsBefore: old, eventsBefore: 0 })).more)
    await Promise.resolve()
  expect(await segments()).toBe(before)
  expect(await journal.event(seqs[0] ?? 0)).not.toBeNull()
  expect((await journal.payloads(seqs)).size).toBe(1)
  while ((await journal.prune({ ...limits, payloadsBefore: old, eventsBefore: old })).more)
    await Promise.resolve()
  expect(await segments()).toBeLessThan(before)
  expect(await journal.event(seqs[0] ?? 0)).toBeNull()
})

test('no erasure is over while another role’s transaction sees what was erased', async () => {
  await prepareAndGrant()
  const marked = await Marked.on(await world.open({ url }))
  await marked.step(30)
  const reader = new pg.Client({ connectionString: as('postgres') })
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
  // It is looked for before; and a table that is written anew all the same says that something is left.
  const marker = 'select pg_current_xact_id()::text as marker'
  const [{ marker: later } = { marker: '' }] = await world.server.query(marker, url)
  const rewrite = `select countersign.rewrite_1('payload_1', ${later}) as clean`
  expect(await world.server.query(rewrite, url)).toEqual([{ clean: false }])
  expect(await left()).toContain(3)
  await reader.query('commit')
  await reader.end()
  expect(await world.server.query(rewrite, url)).toEqual([{ clean: true }])
  await erasing
  const after = await left()
  expect(after).toHaveLength(28)
  expect(after.filter((n) => n === 3 || n === 4)).toEqual([])
})

test('the role changes nothing, and its owner’s functions touch no other table', async () => {
  await prepareAndGrant()
  await (await openPostgresJournal({ url, now: Date.now })).close()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const statement of [
    'create table countersign.mine ()',
    'create temporary table mine ()',
    'create table public.mine ()',
    'create schema other',
    'drop table countersign.event',
    'drop table countersign.event_1',
    'truncate countersign.event',
    'alter table countersign.payload drop column body',
    'create function countersign.f() returns int language sql as $$ select 1 $$',
    `create or replace function countersign.now_1() returns bigint language sql as $$ select 0::bigint $$`,
    `set role ${name}_owner`,
    `select countersign.clear_segment_1(1, '{config}', true)`,
    `select countersign.clear_segment_1(1, null, true)`,
    `select countersign.rewrite_1('config', 3)`,
    `select countersign.rewrite_1(null, 3)`,
  ])
    await expect(client.query(statement), statement).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|22004|22023)$/),
    })
  await client.end()
})

test('a start is refused without a schema, on an older one, and with rights to a part of it', async () => {
  const start = (): Promise<unknown> =>
    openPostgresJournal({ url, now: Date.now }).then((journal) => journal.close())
  const rights = {
    ...{ name: 'JournalRefused', code: 'ERR_DATABASE_RIGHTS' },
    message: expect.stringContaining('prepare-database'),
  }
  await prepare()
  await expect(start()).rejects.toMatchObject(rights)
  const absent = await runCommand(['prepare-database', '--to', owner, '--role', 'nobody-of-this-name'])
  expect(absent).toMatchObject({ code: 78, stderr: expect.stringContaining('There is no role of this name') })
  await prepareDatabase({ url: owner, role: null, now: Date.now, onStep: () => undefined })
  await world.server.query(`grant usage on schema countersign to ${name}`, owner)
  await expect(start()).rejects.toMatchObject(rights)
  const others = await runCommand(['prepare-database', '--to', as('postgres'), '--role', name])
  expect(others).toMatchObject({ code: 78, stderr: expect.stringContaining('Connect as that one') })
  await world.server.query(`grant ${name}_owner to ${name}`)
  const member = await runCommand(['prepare-database', '--to', owner, '--role', name])
  expect(member).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('may change the schema all the same'),
  })
  await world.server.query(`revoke ${name}_owner from ${name}`)
  await start()
  for (const object of ['table countersign.erasure', 'function countersign.rewrite_1(text, bigint)']) {
    const right = object.startsWith('table') ? 'delete' : 'execute'
    await world.server.query(`revoke ${right} on ${object} from ${name}`, owner)
    await expect(start()).rejects.toMatchObject(rights)
    await world.server.query(`grant ${right} on ${object} to ${name}`, owner)
  }
  await start()
  await world.server.query(`update countersign.meta set value = '14' where name = 'version'`, owner)
  await expect(start()).rejects.toMatchObject(rights)
})
