import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { verify, type WebhookEvent } from 'countersign'
import { inboxTable } from 'countersign/inbox'
import { seatable } from 'countersign/schemes/seatable'
import { stripe } from 'countersign/schemes/stripe'
import { signedMessage, signedRequest, testingSecretOf } from 'countersign/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { installApart, installMs } from '../../packages/countersign/test/frameworks/apart.ts'
import { userEnvironment } from '../../packages/countersign/test/runtimes/installed.ts'
import { scratchFolder } from '../../packages/gateway/test/harness/scratch-folder.ts'
import { type Server, startServer } from '../../packages/gateway/test/postgres/server.ts'
import { snippetModules } from './snippet-modules.ts'

// The code of the guide of the inbox, as it stands there, with the databases that it is for.
const names = ['webhook', 'sqlite', 'kysely', 'drizzle', 'prisma', 'window'] as const
const modules = await snippetModules('docs/guides/inbox.md')
afterAll(() => modules.remove())

/** A block as a module. Its pool is exported, too, so that it can be closed. */
const moduleOf = (name: (typeof names)[number]): Promise<Record<string, unknown>> =>
  modules.load(names.indexOf(name), (code) => code.replace('const pool =', 'export const pool ='))

test('each block of the page is run here', () => {
  expect(modules.count).toBe(names.length)
})

const secret = testingSecretOf(stripe)
const bodyOf = (id: string) => ({ id, object: 'event', type: 'invoice.paid', data: { object: {} } })
const eventOf = async (id: string): Promise<WebhookEvent> =>
  verify(await signedRequest(stripe, 'invoice.paid', { body: bodyOf(id) }), {
    scheme: stripe,
    secrets: secret,
  })

type Receive = (database: unknown, event: WebhookEvent) => Promise<void>

describe('on PostgreSQL', () => {
  let server: Server
  let url: string
  let pool: pg.Pool
  beforeAll(async () => {
    server = await startServer()
    url = await server.database()
    pool = new pg.Pool({ connectionString: url, max: 20 })
    await pool.query(inboxTable('postgres'))
  })
  beforeEach(() => pool.query('drop table if exists orders; create table orders (event text not null)'))
  afterAll(async () => {
    await pool?.end()
    await server?.close()
  })
  const ordered = async (): Promise<unknown[]> =>
    (await pool.query('select event from orders')).rows.map(({ event }) => event)

  /** Four at once, of which one does the work; and none for whom the work fails, so that the next one has it. */
  async function once4(receive: Receive, database: unknown, name: string): Promise<void> {
    const event = await eventOf(`evt_${name}`)
    await Promise.all(Array.from({ length: 4 }, () => receive(database, event)))
    expect(await ordered()).toEqual([event.id])
    const failing = await eventOf(`evt_${name}_fails`)
    await pool.query('alter table orders add constraint none check (false) not valid')
    await expect(receive(database, failing)).rejects.toThrow()
    await pool.query('alter table orders drop constraint none')
    await receive(database, failing)
    expect(await ordered()).toEqual([event.id, failing.id])
  }

  test('a webhook: sent four times at once, and again where the order could not be written', async () => {
    const { hostname, port, username, password, pathname } = new URL(url)
    const settings = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password }
    for (const [name, value] of Object.entries({ ...settings, PGDATABASE: pathname.slice(1) }))
      vi.stubEnv(name, decodeURIComponent(value))
    vi.stubEnv('STRIPE_SECRET', secret)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { hook, pool: own } = await moduleOf('webhook')
    const listening = createServer(hook as RequestListener).listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const to = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
    const send = async (_: unknown, { id }: WebhookEvent): Promise<void> => {
      const { method, headers, body } = await signedMessage(stripe, 'invoice.paid', {
        body: bodyOf(id ?? ''),
      })
      const { status } = await fetch(to, { method, headers, body })
      if (status !== 200) throw new Error(`answered ${status}`)
    }
    try {
      await once4(send, undefined, 'webhook')
    } finally {
      vi.unstubAllEnvs()
      error.mockRestore()
      listening.closeAllConnections()
      listening.close()
      await (own as pg.Pool).end()
    }
  })

  test('Kysely', async () => {
    const { receive } = await moduleOf('kysely')
    await once4(receive as Receive, new Kysely({ dialect: new PostgresDialect({ pool }) }), 'kysely')
  })

  test('Drizzle', async () => {
    const { receive } = await moduleOf('drizzle')
    await once4(receive as Receive, drizzle({ client: pool }), 'drizzle')
  })

  test('a window for what has no id', async () => {
    const { mine } = await moduleOf('window')
    const request = await signedRequest(seatable, 'insert_row', { body: '{"event":"update"}' })
    const event = await verify(request, { scheme: seatable, secrets: testingSecretOf(seatable) })
    const run = async (text: string, values: unknown[]) => (await pool.query(text, values)).rowCount
    const claims = mine as (execute: typeof run, claimed: WebhookEvent) => Promise<boolean>
    expect([await claims(run, event), await claims(run, event)]).toEqual([true, false])
  })

  const asked = process.env.COUNTERSIGN_TEST_SDKS === 'all'
  if (!asked) console.warn('COUNTERSIGN_TEST_SDKS=all claims in a transaction of Prisma, too: SKIPPED.')
  test.runIf(asked)(
    'Prisma, without its engine in Rust',
    async () => {
      const version = '7.10.0'
      const packages = { prisma: version, '@prisma/client': version, '@prisma/adapter-pg': version }
      const apart = await installApart('prisma', packages)
      const schema = `generator client {
  provider = "prisma-client-js"
}
datasource db {
  provider = "postgresql"
}
model Order {
  event String @id
  @@map("orders")
}
`
      await writeFile(join(apart, 'schema.prisma'), schema)
      // Its engine for schemas is fetched from Prisma's own host where none is named, and is not run here: any file does.
      const env = {
        ...userEnvironment,
        CHECKPOINT_DISABLE: '1',
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      }
      const args = ['node_modules/prisma/build/index.js', 'generate', '--schema', 'schema.prisma']
      await promisify(execFile)(process.execPath, args, { cwd: apart, env })
      const required = createRequire(`${apart}/x.js`)
      const { PrismaClient } = required('@prisma/client')
      const { PrismaPg } = required('@prisma/adapter-pg')
      const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) })
      try {
        const { receive } = await moduleOf('prisma')
        await once4(receive as Receive, prisma, 'prisma')
        expect(await prisma.order.count()).toBe(2)
      } finally {
        await prisma.$disconnect()
      }
    },
    installMs + 50_000,
  )
})

test('on SQLite: once, and again where the order could not be written', async () => {
  const scratch = scratchFolder('countersign-inbox-guide-')
  const before = process.cwd()
  try {
    // The page opens `app.db` where it is run.
    process.chdir(scratch)
    const { receive } = await moduleOf('sqlite')
    const database = new DatabaseSync('app.db')
    const receives = receive as (event: WebhookEvent) => void
    const event = await eventOf('evt_sqlite')
    expect(() => receives(event)).toThrow('no such table: orders')
    database.exec('create table orders (event text not null)')
    receives(event)
    receives(event)
    expect(database.prepare('select event from orders').all()).toEqual([{ event: event.id }])
    database.close()
  } finally {
    process.chdir(before)
    await rm(scratch, { recursive: true, force: true })
  }
})
