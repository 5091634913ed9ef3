import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { accepted, noon, sampleEvent, sampleSource, setUp } from '../journal/samples.ts'
import { withServer } from '../postgres/with-server.ts'

// Notifications of all databases of a server wait in one queue, until each who listens has read them. A role that may
// connect, and nothing else, listens, reads nothing and fills it: then every transaction that notifies is refused.

const world = withServer({ max_notify_queue_pages: '64' })
let url = ''
let gateway: Journal
const strangers: pg.Client[] = []

async function stranger(): Promise<pg.Client> {
  const theirs = new URL(url)
  theirs.username = 'stranger'
  const client = new pg.Client({ connectionString: theirs.href })
  client.on('error', () => undefined)
  await client.connect()
  strangers.push(client)
  return client
}

beforeEach(async () => {
  url = await world.server.database()
  gateway = await world.open({ url, timeoutMs: 4000 })
  await world.server.query('create role stranger login').catch(() => undefined)
})

afterEach(async () => {
  await Promise.all(strangers.splice(0).map((client) => client.end()))
})

/** Over once nobody can notify any more. */
async function fill(): Promise<void> {
  const deaf = await stranger()
  await deaf.query('listen anything')
  await deaf.query('begin; select 1')
  const loud = await stranger()
  const filling = async (): Promise<string> => {
    for (let n = 0; n < 10_000; n++)
      await loud.query(`select pg_notify('anything', $1)`, [`${n}${'x'.repeat(7000)}`])
    return 'there was room for all'
  }
  expect(await filling().catch((error: pg.DatabaseError) => error.message)).toContain(
    'too many notifications in the NOTIFY queue',
  )
}

test('a full queue of notifications stops no change, no append and no other gateway', async () => {
  const { lanes } = await setUp(gateway, 'app')
  await fill()
  const said: string[] = []
  const other = await world.open({
    ...{ url, timeoutMs: 4000 },
    log: { info: () => undefined, warn: (text: string) => void said.push(text) },
  })
  const told = new Promise<void>((resolve) => other.onConfigurationChanged(resolve))
  const { epoch } = await gateway.configure({ sources: [sampleSource('later')] }, noon)
  await told
  expect((await other.since(null)).epoch).toBe(epoch)
  const { seq } = accepted((await gateway.append([sampleEvent({ epoch })]))[0])
  expect(await gateway.enqueue([{ lane: lanes[0] ?? 0, due: noon, seq, replay: 0, orderKey: null }])).toBe(1)
  // It listens for what will come, instead of connecting anew for ever, and says that nothing arrives.
  await expect.poll(() => said.join(), { timeout: 40_000 }).toContain('Notifications do not arrive')
})

test('a stranger ends no session and changes nothing of the server', async () => {
  const client = await stranger()
  const refused = async (text: string): Promise<unknown> =>
    await client.query(text).then(
      () => 'done',
      (error: pg.DatabaseError) => error.code,
    )
  const locked = async (what: string): Promise<unknown> =>
    await refused(`begin; lock table pg_catalog.${what}`)
  const theirs = `from pg_stat_activity where usename = 'postgres' and datname = current_database()`
  expect(await refused(`select pg_terminate_backend(pid) ${theirs}`)).toBe('42501')
  expect(await refused(`select pg_cancel_backend(pid) ${theirs}`)).toBe('42501')
  expect(await refused('alter system set fsync = off')).toBe('42501')
  expect(await refused('create schema mine')).toBe('42501')
  expect(await locked('pg_class in exclusive mode')).toBe('42501')
  await client.query('rollback')
  expect(await locked('pg_proc in share mode')).toBe('42501')
  await client.query('rollback')
})

test('a transaction that a stranger leaves open holds up no append, no change and no retention', async () => {
  const client = await stranger()
  await client.query(
    'begin isolation level repeatable read; select pg_current_xact_id(), count(*) from pg_class',
  )
  await client.query('lock table pg_catalog.pg_class, pg_catalog.pg_attribute in access share mode')
  const { epoch } = await setUp(gateway, 'app')
  accepted((await gateway.append([sampleEvent({ epoch })]))[0])
  const limits = {
    payloadsBefore: noon,
    eventsBefore: noon,
    attemptsBefore: noon,
    ledgerBefore: noon,
    limit: 100,
  }
  while ((await gateway.prune(limits)).more) await Promise.resolve()
  expect(await gateway.events({ limit: 10 })).toHaveLength(1)
})
