import pg from 'pg'
import { afterAll, describe, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { createDatabase } from '../../src/journal/postgres/wire/database.ts'
import { sumUp } from '../../src/journal/postgres/write/blocks.ts'
import { debian15, hasDebian15, type Server, startServer } from '../postgres/server.ts'
import { describeJournal } from './conformance.ts'
import { auditKey } from './samples.ts'

/** A server, and a database on it with a journal's schema: a copy of that takes half the time of making one. */
async function prepare(bin: string | undefined): Promise<{ server: Server; schema: string }> {
  const server = await startServer(bin === undefined ? {} : { bin })
  const schema = await server.database()
  await (await openPostgresJournal({ url: schema, now: Date.now, auditKey })).close()
  return { server, schema }
}

function describeOn(name: string, bin: string | undefined): void {
  let preparing: ReturnType<typeof prepare> | undefined
  afterAll(async () => (await preparing)?.server.close())

  describeJournal(name, async () => {
    preparing ??= prepare(bin)
    const { server, schema } = await preparing
    const url = await server.database(schema)
    const open = (keyFingerprint?: string): Promise<Journal> =>
      openPostgresJournal({
        ...{ url, now: Date.now, auditKey },
        ...(keyFingerprint !== undefined && { keyFingerprint }),
      })
    const others: Journal[] = []
    let journal = await open()
    return {
      get journal() {
        return journal
      },
      reopen: async (keyFingerprint) => {
        await journal.close()
        journal = await open(keyFingerprint)
      },
      spoil: async (seq, column, value, of = 'payload') => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        await client.query(`update countersign.${of} set ${column} = $1 where seq = $2`, [value, seq])
        await client.end()
      },
      tamper: async (sql) => {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        await client.query(`set search_path = countersign; ${sql}`)
        await client.end()
      },
      sumUp: async () => {
        const limits = { writers: 1, readers: 1, timeoutMs: 8000, connectTimeoutMs: 3000, now: Date.now }
        const database = createDatabase({ url, ...limits })
        const [row] = await database.read<{ last: number }>(
          'select last_value as last from countersign.event_seq',
        )
        while (await sumUp(database, { last: row?.last ?? 0, begun: 0n }));
        await database.close()
      },
      second: async () => {
        const other = await open()
        others.push(other)
        return other
      },
      close: async () => {
        await Promise.all([journal, ...others].map((each) => each.close()))
      },
    }
  })
}

describe('the embedded PostgreSQL', () => describeOn('PostgreSQL 18', undefined))

if (hasDebian15) describe("Debian's PostgreSQL", () => describeOn('PostgreSQL 15', debian15))
else test('SKIPPED ALOUD: no PostgreSQL 15 of Debian on this machine', () => {})
