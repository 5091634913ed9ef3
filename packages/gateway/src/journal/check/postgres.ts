import { JournalRefused } from '../errors.ts'
import { createDatabase, type Query } from '../postgres/wire/database.ts'
import { type CheckedRow, Finder, type Findings, type OnStep } from './findings.ts'

const rowsAtOnce = 256
/** A step reads whole tables. */
const timeoutMs = 3_600_000

/**
 * Reads the whole store in a database and changes nothing; gateways may go on meanwhile. Where the extension
 * `amcheck` is there, indexes are looked over too. Throws `JournalRefused` where there is no store.
 */
export async function checkPostgres(url: string, onStep: OnStep): Promise<Findings> {
  const finder = new Finder()
  const database = createDatabase({
    ...{ url, writers: 1, readers: 1, timeoutMs, connectTimeoutMs: 3000, now: Date.now },
  })
  try {
    const query = database.read
    const [found] = await query(`select to_regclass('countersign.payload') is not null as there`)
    if (found?.there !== true)
      throw new JournalRefused('ERR_SCHEMA_FOREIGN', 'There is no store of Countersign in this database.')
    await structure(query, finder, onStep)
    await references(query, finder, onStep)
    await contents('payload', query, finder, onStep)
    await contents('rejection', query, finder, onStep)
  } finally {
    await database.close()
  }
  return finder.findings()
}

async function structure(query: Query, finder: Finder, onStep: OnStep): Promise<void> {
  const [schema] = await query<{ name: string }>(
    `select n.nspname as name from pg_extension e join pg_namespace n on n.oid = e.extnamespace where extname = 'amcheck'`,
  )
  if (schema === undefined) return
  const indexes = await query<{ oid: number; name: string }>(
    `select c.oid::int8 as oid, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_am a on a.oid = c.relam
      where n.nspname = 'countersign' and c.relkind = 'i' and a.amname = 'btree' order by c.relname`,
  )
  for (const [done, { oid, name }] of indexes.entries()) {
    onStep(`index ${name}`, done, indexes.length)
    try {
      await query(`select "${schema.name}".bt_index_check($1::int8::oid::regclass)`, [oid])
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      finder.problem(`${name}: ${cause instanceof Error ? cause.message : 'it could not be read'}.`)
    }
  }
}

async function references(query: Query, finder: Finder, onStep: OnStep): Promise<void> {
  onStep('references', 0, 1)
  const count = async (sql: string): Promise<number> => {
    const [row] = await query<{ rows: number }>(`select count(*)::int8 as rows from ${sql}`)
    return Number(row?.rows)
  }
  finder.stray(
    await count(
      'countersign.payload p where not exists (select 1 from countersign.event e where e.seq = p.seq)',
    ),
    'content belongs to no event',
    'contents belong to no event',
  )
  finder.stray(
    await count(
      'countersign.queue q where not exists (select 1 from countersign.event e where e.seq = q.seq)',
    ),
    'delivery waits for an event that is gone',
    'deliveries wait for an event that is gone',
  )
  finder.stray(
    await count(
      'countersign.queue q where not exists (select 1 from countersign.lane l where l.number = q.lane)',
    ),
    'delivery waits in a lane that there is not',
    'deliveries wait in a lane that there is not',
  )
}

interface Row extends Omit<CheckedRow, 'kind' | 'receivedAt'> {
  readonly received: number
}

async function contents(
  table: 'payload' | 'rejection',
  query: Query,
  finder: Finder,
  onStep: OnStep,
): Promise<void> {
  const isEvent = table === 'payload'
  const from = isEvent
    ? 'countersign.event e join countersign.payload p on p.seq = e.seq'
    : 'countersign.rejection p cross join lateral (select p.seq, p.tag, p.source, p.received) e'
  const [counted] = await query<{ rows: number }>(`select count(*)::int8 as rows from countersign.${table}`)
  for (let [after, done] = [-1, 0]; ; ) {
    const rows = await query<Row>(
      `select e.seq, e.tag, e.source, e.received, p.method, p.url, p.headers, p.sealed, p.body
         from ${from} where p.seq > $1 order by p.seq limit ${rowsAtOnce}`,
      [after],
    )
    if (rows.length === 0) return
    for (const row of rows)
      finder.look({ ...row, kind: isEvent ? 'evt' : 'rej', tag: row.tag >>> 0, receivedAt: row.received })
    done += rows.length
    after = rows.at(-1)?.seq ?? after
    onStep(isEvent ? 'events' : 'rejections', done, Number(counted?.rows))
  }
}
