import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { JournalRefused } from '../errors.ts'
import { holdable } from '../postgres/wire/array-literal.ts'
import { journalFile, openForReading } from '../sqlite/connection.ts'
import { lockFolder } from '../sqlite/lock.ts'
import { migrations } from '../sqlite/migrations/all.ts'
import { buckets } from '../sqlite/write/ledger-buffer.ts'
import type { Column, Table } from './table.ts'

/** A page ends with the row that brings it over so many bytes. */
export const pageBytes: number = 8 * 2 ** 20

/** A value as it is written to PostgreSQL and read back: what both sides are compared by. */
export type Value = number | string | boolean | Uint8Array | null

/** The SQLite store that is left behind: locked, and only read. */
export interface Store {
  /** Its counts as they stand; a store that was written to since has others. */
  readonly state: Readonly<Record<string, number | string | Uint8Array | null>>
  count(table: Table): number
  /** Some rows after a key, in the order of the key; none at the end. */
  page(table: Table, after: readonly Value[] | null, limit: number): Value[][]
  close(): void
}

/**
 * Opens the store of a data folder that no gateway uses. Throws `JournalRefused`: in use, absent, or of
 * another version than this program's.
 */
export function openStore(folder: string): Store {
  if (!existsSync(journalFile(folder)))
    throw new JournalRefused(
      'ERR_DATA_FOLDER_UNUSABLE',
      `There is no store in ${folder}: name the data folder of the gateway.`,
    )
  const lock = lockFolder(folder, 1000)
  try {
    const db = openForReading(folder, 16 * 1024)
    const version = Number(db.prepare('pragma user_version').get()?.user_version)
    if (version !== migrations.length)
      throw new JournalRefused(
        version > migrations.length ? 'ERR_SCHEMA_NEWER' : 'ERR_DATA_FOLDER_UNUSABLE',
        `The journal in ${folder} has version ${version}, this program's is ${migrations.length}. ${
          version > migrations.length
            ? 'Use the newer program.'
            : 'Start this version on it once, and stop it.'
        }`,
      )
    joinLedger(db)
    return {
      state: db.prepare('select * from state').get() as Store['state'],
      count: (table) => Number(db.prepare(`select count(*) as rows from ${table.from}`).get()?.rows),
      page: (table, after, limit) => page(db, table, after, limit),
      close: () => {
        db.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * The newest ledger entries are not in `seen` but in the tail of `event`, which carries its keys until their
 * buckets are written.
 */
function joinLedger(db: DatabaseSync): void {
  db.exec(`
    create temp table tail (key blob primary key, seq integer not null, at integer not null) without rowid;
    insert into tail (key, seq, at)
      select kept, seq, received_ms from (
        select seq, received_ms, key as kept from event union all
        select seq, received_ms, bytes_key from event)
       where kept is not null and seq > (
         select case when count(*) < ${buckets} then 0 else min(seq) end from ledger_mark)
       order by seq
      on conflict (key) do update set seq = excluded.seq, at = excluded.at;
    create temp view whole_ledger as
      select key, seq, at from seen where not exists (
        select 1 from tail where tail.key = seen.key and tail.seq >= seen.seq)
      union all
      select key, seq, at from tail where not exists (
        select 1 from seen where seen.key = tail.key and seen.seq > tail.seq);
  `)
}

function page(db: DatabaseSync, table: Table, after: readonly Value[] | null, limit: number): Value[][] {
  const expression = (name: string): string =>
    table.columns.find((column) => column.name === name)?.from ?? name
  const keys = table.key.map(expression).join(', ')
  const from = after === null ? '' : `where (${keys}) > (${table.key.map(() => '?').join(', ')})`
  const columns = table.columns.map((column) => `${column.from} as ${column.name}`).join(', ')
  const rows: Value[][] = []
  let bytes = 0
  const found = db
    .prepare(`select ${columns} from ${table.from} ${from} order by ${keys} limit ${limit}`)
    .iterate(...(after ?? []).map((value, i) => bound(table, i, value)))
  for (const row of found) {
    const values = table.columns.map((column) => converted(column, row[column.name]))
    for (const value of values) if (value instanceof Uint8Array) bytes += value.byteLength
    rows.push(values)
    if (bytes > pageBytes) break
  }
  return rows
}

/** A key as SQLite compares it. */
function bound(table: Table, at: number, value: Value): number | string | Uint8Array | null {
  const kind = table.columns.find((column) => column.name === table.key[at])?.kind
  if (kind === 'uuid') return Buffer.from(String(value), 'hex')
  return typeof value === 'boolean' ? Number(value) : value
}

function converted({ kind }: Column, value: unknown): Value {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return kind === 'uuid' ? Buffer.from(value).toString('hex') : value
  if (kind === 'tag') return Number(value) | 0
  if (kind === 'bool') return Number(value) !== 0
  return kind === 'text' ? holdable(String(value)) : Number(value)
}
