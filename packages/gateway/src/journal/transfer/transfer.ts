import { createHash } from 'node:crypto'
import { JournalRefused } from '../errors.ts'
import { checkServer, refusalOf } from '../postgres/check-server.ts'
import { agreeOnKey } from '../postgres/key-fingerprint.ts'
import { migrate } from '../postgres/migrate.ts'
import { type TransferMark, transferMark } from '../postgres/unfinished-transfer.ts'
import { createDatabase, type Database, type Query } from '../postgres/wire/database.ts'
import { keepRoot } from '../postgres/write/seals.ts'
import { createSegments } from '../postgres/write/segments.ts'
import { type Comparison, compareTable, keyOf } from './compare.ts'
import { openStore, type Store } from './store.ts'
import { type Table, tables } from './table.ts'
import { insertRows } from './target.ts'

export interface TransferOptions {
  /** The data folder of a gateway that is stopped. */
  readonly from: string
  /** `postgres://…`: an empty database, or one into which this store has been copied in part. */
  readonly to: string
  readonly now: () => number
  /** Rows a commit. Default 1,000. */
  readonly pageRows?: number
  readonly onProgress?: (progress: TransferProgress) => void
}

export interface TransferProgress {
  readonly step: 'copy' | 'verify'
  readonly table: string
  readonly done: number
  readonly total: number
}

/**
 * Copies a SQLite store into PostgreSQL and compares the two. Each page is committed together with how far
 * it goes, so a transfer that was broken off goes on where it was. The store is locked and only read; it
 * stays as it is. Until the end no gateway starts on the database.
 *
 * Rejects with `JournalRefused`, `JournalUnavailable` or `TransferDiffers`.
 */
export async function transfer(options: TransferOptions): Promise<readonly Comparison[]> {
  const store = openStore(options.from)
  const database = createDatabase({
    url: options.to,
    writers: 1,
    readers: 1,
    timeoutMs: 120_000,
    connectTimeoutMs: 5000,
    now: options.now,
  })
  try {
    await prepare(database, options.now)
    let mark = await begin(database, store)
    await createSegments(database, 1_000_000, options.now).ensure()
    for (const table of tables) mark = await copyTable(database, store, table, mark, options)
    const compared: Comparison[] = []
    for (const table of tables) {
      const total = store.count(table)
      compared.push(
        await compareTable(store, database.read, table, (done) =>
          options.onProgress?.({ step: 'verify', table: table.name, done, total }),
        ),
      )
    }
    await end(database, mark)
    return compared
  } finally {
    store.close()
    await database.close()
  }
}

async function prepare(database: Database, now: () => number): Promise<void> {
  try {
    await checkServer(database, now)
    await migrate(database, () => {})
  } catch (error) {
    throw refusalOf(error)
  }
}

/** Claims an empty database for this store, or finds how far an earlier try has come. */
async function begin(database: Database, store: Store): Promise<TransferMark> {
  const of = createHash('sha256').update(JSON.stringify(store.state)).digest('hex')
  return database.transaction(async (query) => {
    const found = await transferMark(query)
    if (found !== null && !found.done && found.of === of) return found
    if (found !== null && !found.done)
      throw new JournalRefused(
        'ERR_DATABASE_UNSAFE',
        'Another store, or this one as it was before it ran again, was copied into this database in part. Use an empty database.',
      )
    const [target] = await query<{ used: boolean }>(
      `select (select epoch from countersign.config) > 0 or exists (select from countersign.event) as used`,
    )
    if (target?.used === true || found !== null)
      throw new JournalRefused('ERR_DATABASE_UNSAFE', 'The database is in use already. Use an empty one.')
    const { last_seq, last_rejection, epoch, key_fingerprint, key_root } = store.state
    await query(`select setval('countersign.event_seq', $1, $2)`, [
      Math.max(Number(last_seq), 1),
      Number(last_seq) > 0,
    ])
    await query(`select setval(pg_get_serial_sequence('countersign.rejection', 'seq'), $1, $2)`, [
      Math.max(Number(last_rejection), 1),
      Number(last_rejection) > 0,
    ])
    await query('update countersign.config set epoch = $1', [Number(epoch)])
    if (key_fingerprint !== null) await agreeOnKey({ ...database, write: query }, String(key_fingerprint))
    if (key_root instanceof Uint8Array) await keepRoot(query, key_root)
    const mark: TransferMark = { of, done: false, tables: {} }
    await writeMark(query, mark)
    return mark
  })
}

async function copyTable(
  database: Database,
  store: Store,
  table: Table,
  mark: TransferMark,
  options: TransferOptions,
): Promise<TransferMark> {
  const total = store.count(table)
  let current = mark
  for (;;) {
    const { after = null, rows: done = 0, complete = false } = current.tables[table.name] ?? {}
    if (complete) return current
    const rows = store.page(table, after, options.pageRows ?? 1000)
    const next: TransferMark = {
      ...current,
      tables: {
        ...current.tables,
        [table.name]: {
          after: rows.length > 0 ? (keyOf(table, rows.at(-1)) as (string | number)[]) : after,
          rows: done + rows.length,
          complete: rows.length === 0,
        },
      },
    }
    await database.transaction(async (query) => {
      if (rows.length > 0) await insertRows(query, table, rows)
      await writeMark(query, next)
    })
    current = next
    options.onProgress?.({ step: 'copy', table: table.name, done: done + rows.length, total })
  }
}

async function end(database: Database, mark: TransferMark): Promise<void> {
  await database.transaction(async (query) => {
    for (const table of ['replay', 'erasure'])
      await query(
        `select setval(pg_get_serial_sequence('countersign.${table}', 'number'), max(number)) from countersign.${table} having count(*) > 0`,
      )
    await writeMark(query, { ...mark, done: true })
  })
  for (const table of ['event', 'payload', 'attempt', 'queue', 'seen', 'rejection'])
    await database.write(`analyze countersign.${table}`)
}

async function writeMark(query: Query, mark: TransferMark): Promise<void> {
  await query(
    `insert into countersign.meta (name, value) values ('transfer', $1)
     on conflict (name) do update set value = excluded.value`,
    [JSON.stringify(mark)],
  )
}
