import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { verify, type WebhookEvent } from 'countersign'
import { claim, claimSync, inboxTable } from 'countersign/inbox'
import { seatable } from 'countersign/schemes/seatable'
import { stripe } from 'countersign/schemes/stripe'
import { signedRequest, testingSecretOf } from 'countersign/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../../gateway/test/harness/scratch-folder.ts'
import { type Server, startServer } from '../../gateway/test/postgres/server.ts'
import { installApart, installMs } from './frameworks/apart.ts'

const eventOf = async (id: string): Promise<WebhookEvent> => {
  const body = { id, object: 'event', type: 'invoice.paid', data: { object: {} } }
  const request = await signedRequest(stripe, 'invoice.paid', { body })
  return verify(request, { scheme: stripe, secrets: testingSecretOf(stripe) })
}
/** Without an id of the provider's; the token of a moment ago in its body. */
const withoutId = async (): Promise<WebhookEvent> => {
  const request = await signedRequest(seatable, 'insert_row', { body: '{"event":"update"}' })
  return verify(request, { scheme: seatable, secrets: testingSecretOf(seatable) })
}

describe('PostgreSQL', () => {
  let server: Server
  let pool: pg.Pool
  beforeAll(async () => {
    server = await startServer()
    pool = new pg.Pool({ connectionString: await server.database(), max: 20 })
    await pool.query(inboxTable('postgres'))
    await pool.query('create table processed (event text not null)')
  })
  afterAll(async () => {
    await pool?.end()
    await server?.close()
  })
  const processed = async (id: string): Promise<number> =>
    (await pool.query('select from processed where event = $1', [id])).rowCount ?? 0

  test('twenty at once, of which every other one rolls back: processed once', async () => {
    for (let round = 0; round < 10; round++) {
      const event = await eventOf(`evt_race_${round}`)
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const client = await pool.connect()
          try {
            await client.query('begin')
            const mine = await claim(client, event)
            if (mine) await client.query('insert into processed values ($1)', [event.id])
            // Whoever fails after the claim leaves it to another.
            await client.query(i % 2 === 0 ? 'rollback' : 'commit')
            return mine && i % 2 === 1
          } finally {
            client.release()
          }
        }),
      )
      expect([outcomes.filter(Boolean).length, await processed(event.id ?? '')]).toEqual([1, 1])
    }
  })

  test('one statement, and no row where it was claimed', async () => {
    const event = await eventOf('evt_one')
    const texts: string[] = []
    const run = async (text: string, values: unknown[]): Promise<number | null> => {
      texts.push(text)
      return (await pool.query(text, values)).rowCount
    }
    expect([await claim(run, event), await claim(run, event)]).toEqual([true, false])
    expect(texts).toHaveLength(2)
  })

  test('a window: the same again only behind it', async () => {
    const event = await withoutId()
    const at = (seconds: number) => ({ windowSeconds: 60, now: new Date(1_700_000_000_000 + seconds * 1000) })
    const claims: boolean[] = []
    for (const seconds of [0, 59, 61, 62]) claims.push(await claim(pool, event, at(seconds)))
    expect(claims).toEqual([true, false, true, false])
  })
})

describe('SQLite', () => {
  const folder = scratchFolder('countersign-inbox-')
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const opened = (): DatabaseSync => {
    const database = new DatabaseSync(join(folder, 'app.db'), { timeout: 0 })
    database.exec(inboxTable('sqlite'))
    return database
  }

  test('two connections: one has it, the other after its end or its roll-back', async () => {
    const [one, other] = [opened(), opened()]
    const event = await eventOf('evt_sqlite')
    one.exec('begin immediate')
    expect(claimSync(one, event)).toBe(true)
    expect(() => claimSync(other, event)).toThrow('database is locked')
    one.exec('rollback')
    expect([claimSync(other, event), claimSync(one, event)]).toEqual([true, false])
    for (const database of [one, other]) database.close()
  })

  test('sources are apart; the window of an event without an id', async () => {
    const database = opened()
    const event = await eventOf('evt_sources')
    const claims = ['a', 'b', 'a'].map((source) => claimSync(database, event, { source }))
    expect(claims).toEqual([true, true, false])
    const weak = await withoutId()
    expect([1, 2].map(() => claimSync(database, weak, { windowSeconds: 60 }))).toEqual([true, false])
    database.close()
  })
})

const asked = process.env.COUNTERSIGN_TEST_SDKS === 'all'
if (!asked) console.warn('COUNTERSIGN_TEST_SDKS=all claims by better-sqlite3, too: SKIPPED.')

test.runIf(asked)(
  'better-sqlite3: one has it, the other after its roll-back, and no third',
  async () => {
    const apart = await installApart('better-sqlite3', { 'better-sqlite3': '13.2.0' })
    const Database = createRequire(`${apart}/x.js`)('better-sqlite3')
    const folder = scratchFolder('countersign-inbox-')
    const [one, other] = [1, 2].map(() => new Database(join(folder, 'app.db'), { timeout: 0 }))
    try {
      one.exec(inboxTable('sqlite'))
      const event = await eventOf('evt_better')
      // Its own way: a function that is a transaction, and rolls back where it throws.
      const claimThenFail = one.transaction(() => {
        expect(claimSync(one, event)).toBe(true)
        expect(() => claimSync(other, event)).toThrow('database is locked')
        throw new Error('the work fails')
      })
      expect(() => claimThenFail.immediate()).toThrow('the work fails')
      expect([claimSync(other, event), claimSync(one, event)]).toEqual([true, false])
    } finally {
      for (const database of [one, other]) database.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
  installMs + 50_000,
)

test('refused: an event that nothing tells from its repeat, a window that is none, a table’s name that is none', async () => {
  const never = async (): Promise<number> => {
    throw new Error('no statement is run')
  }
  const invalid = expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' })
  for (const answer of [undefined, null, { rowCount: 1 }]) {
    const run = async (): Promise<number> => answer as unknown as number
    await expect(claim(run, await eventOf('evt_rows'))).rejects.toThrow(/no number of rows/)
  }
  await expect(claim(never, await withoutId())).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_OPTIONS_INVALID', hint: expect.stringContaining('windowSeconds') }),
  )
  const event = await eventOf('evt_x')
  for (const windowSeconds of [0, -1, Number.NaN])
    await expect(claim(never, event, { windowSeconds })).rejects.toThrow(invalid)
  await expect(claim(never, event, { table: 'a; drop table b' })).rejects.toThrow(invalid)
  expect(() => inboxTable('postgres', 'a b')).toThrow(invalid)
})
