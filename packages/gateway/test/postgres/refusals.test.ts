import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { openPostgresJournal, type PostgresOptions } from '../../src/journal/postgres/open.ts'
import { setUp } from '../journal/samples.ts'
import { type Server, startServer } from './server.ts'
import { withServer } from './with-server.ts'

const world = withServer()

async function refusal(options: Partial<PostgresOptions> & { url: string }): Promise<unknown> {
  const opening = openPostgresJournal({ now: Date.now, connectTimeoutMs: 1000, ...options })
  return opening.then(
    async (journal) => {
      await journal.close()
      return 'opened'
    },
    (error: unknown) => error,
  )
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

function asRole(url: string, role: string): string {
  const at = new URL(url)
  at.username = role
  at.password = 'wrong'
  return at.href
}

describe('a start that is refused says why', () => {
  test('nobody listens, nobody answers, no such name', async () => {
    const unreachable = { name: 'JournalRefused', code: 'ERR_DATABASE_UNREACHABLE' }
    expect(await refusal({ url: 'postgres://postgres@127.0.0.1:1/x' })).toMatchObject(unreachable)
    expect(await refusal({ url: 'postgres://postgres@nowhere.invalid/x' })).toMatchObject(unreachable)
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    expect(
      await refusal({ url: `postgres://postgres@127.0.0.1:${port}/x`, connectTimeoutMs: 300 }),
    ).toMatchObject({
      ...unreachable,
      message: 'The database cannot be reached (no answer in time).',
    })
    silent.close()
  })

  test('no such database', async () => {
    const url = (await world.server.database()).replace(/test\d+$/, 'absent')
    expect(await refusal({ url })).toMatchObject({
      code: 'ERR_DATABASE_UNREACHABLE',
      message: 'There is no database of this name.',
    })
  })

  test('no right to create the schema; a schema of another role', async () => {
    const url = await world.server.database()
    await world.server.query('create role plain login', url)
    const rights = { name: 'JournalRefused', code: 'ERR_DATABASE_RIGHTS' }
    expect(await refusal({ url: asRole(url, 'plain') })).toMatchObject(rights)
    expect(await refusal({ url })).toBe('opened')
    expect(await refusal({ url: asRole(url, 'plain') })).toMatchObject(rights)
  })

  test('a role that owns nothing but its schema is enough', async () => {
    const url = await world.server.database()
    await world.server.query(
      `create role modest login; grant create on database ${databaseOf(url)} to modest`,
      url,
    )
    const journal = await world.open({ url: asRole(url, 'modest') })
    await setUp(journal, 'app')
    expect(await journal.own('me', 1000)).toHaveLength(1)
    await world.server.query(`revoke create on database ${databaseOf(url)} from modest`, url)
    expect(await refusal({ url: asRole(url, 'modest') })).toBe('opened')
  })

  test("a schema of this name that is another program's", async () => {
    const url = await world.server.database()
    await world.server.query('create schema countersign; create table countersign.meta (id int)', url)
    expect(await refusal({ url })).toMatchObject({ code: 'ERR_SCHEMA_FOREIGN' })
    const other = await world.server.database()
    await world.server.query('create schema countersign', other)
    expect(await refusal({ url: other })).toMatchObject({ code: 'ERR_SCHEMA_FOREIGN' })
  })

  test('tables of another program beside it do not matter', async () => {
    const url = await world.server.database()
    await world.server.query('create table event (id int); create table queue (id int)', url)
    expect(await refusal({ url })).toBe('opened')
  })

  test('a newer schema, unless it says that this version can use it', async () => {
    const url = await world.server.database()
    expect(await refusal({ url })).toBe('opened')
    await world.server.query(`update countersign.meta set value = '99' where name = 'version'`, url)
    expect(await refusal({ url })).toBe('opened')
    await world.server.query(`update countersign.meta set value = '99' where name = 'usable_from'`, url)
    expect(await refusal({ url })).toMatchObject({ code: 'ERR_SCHEMA_NEWER' })
  })

  test('another sealing key', async () => {
    const url = await world.server.database()
    expect(await refusal({ url, keyFingerprint: '0123456789abcdef' })).toBe('opened')
    expect(await refusal({ url, keyFingerprint: '0123456789abcdef' })).toBe('opened')
    expect(await refusal({ url, keyFingerprint: 'fedcba9876543210' })).toMatchObject({
      code: 'ERR_SEALING_KEY_DIFFERS',
    })
  })

  test('clocks that are minutes apart', async () => {
    const url = await world.server.database()
    for (const ms of [-120_000, 120_000])
      expect(await refusal({ url, now: () => Date.now() + ms })).toMatchObject({ code: 'ERR_CLOCK_DIFFERS' })
  })

  test('another isolation level, and read-only', async () => {
    const url = await world.server.database()
    const name = databaseOf(url)
    await world.server.query(`alter database ${name} set default_transaction_isolation = 'repeatable read'`)
    expect(await refusal({ url })).toMatchObject({ code: 'ERR_DATABASE_UNSAFE' })
    await world.server.query(
      `alter database ${name} reset default_transaction_isolation; alter database ${name} set default_transaction_read_only = on`,
    )
    expect(await refusal({ url })).toMatchObject({ code: 'ERR_DATABASE_UNSAFE' })
  })

  test('two starters at once make one schema', async () => {
    const url = await world.server.database()
    expect(await Promise.all(Array.from({ length: 4 }, () => refusal({ url })))).toEqual(
      Array(4).fill('opened'),
    )
  })
})

describe('synchronous_commit', () => {
  test('is forced on, whatever the role says', async () => {
    const url = await world.server.database()
    await world.server.query(`alter database ${databaseOf(url)} set synchronous_commit = off`)
    const journal = await world.open({ url })
    await setUp(journal)
    const [row] = await world.server.query(
      `with forced as materialized (select countersign.begin_write_1() is null as done)
       select current_setting('synchronous_commit') as value from forced where done is not null`,
      url,
    )
    expect(row?.value).toBe('on')
  })
})

describe('a server of its own', () => {
  const servers: Server[] = []
  const folders: string[] = []
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()))
    for (const folder of folders) rmSync(folder, { recursive: true })
  })

  test('fsync = off is refused', async () => {
    const server = await startServer({ settings: { fsync: 'off' } })
    servers.push(server)
    expect(await refusal({ url: await server.database() })).toMatchObject({
      code: 'ERR_DATABASE_UNSAFE',
      message: expect.stringContaining('fsync'),
    })
  })

  test('a wrong password is refused without a word of it, and none with the word that one is asked for', async () => {
    const server = await startServer({ password: 'right' })
    servers.push(server)
    const url = await server.database()
    const wrong = asRole(url, 'postgres')
    const error = await refusal({ url: wrong })
    expect(error).toMatchObject({ code: 'ERR_DATABASE_RIGHTS' })
    expect(String(error)).not.toContain('wrong')
    vi.stubEnv('PGPASSWORD', undefined)
    const none = new URL(url)
    none.password = ''
    expect(await refusal({ url: none.href })).toMatchObject({
      code: 'ERR_DATABASE_RIGHTS',
      message: expect.stringContaining('asks for a password'),
    })
    vi.stubEnv('PGPASSWORD', 'right')
    expect(await refusal({ url: none.href })).toBe('opened')
    vi.unstubAllEnvs()
    expect(await refusal({ url })).toBe('opened')
  })

  test('TLS is checked against the CA that the URL names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-tls-'))
    folders.push(folder)
    const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    )
    const server = await startServer({ tls: { certificate, key } })
    servers.push(server)
    const url = await server.database()
    expect(await refusal({ url: `${url}?sslmode=verify-full&sslrootcert=${certificate}` })).toBe('opened')
    expect(await refusal({ url: `${url}?sslmode=verify-full` })).toMatchObject({
      code: 'ERR_DATABASE_UNREACHABLE',
      message: expect.stringContaining('sslrootcert'),
    })
    expect(await refusal({ url: `${await world.server.database()}?sslmode=verify-full` })).toMatchObject({
      code: 'ERR_DATABASE_UNREACHABLE',
    })
  })
})
