import { createHash, type Hash } from 'node:crypto'
import { counted } from '../../model/counted.ts'
import type { Query } from '../postgres/wire/database.ts'
import type { Store, Value } from './store.ts'
import type { Table } from './table.ts'
import { readRows } from './target.ts'

export interface Comparison {
  readonly table: string
  readonly rows: number
  /** SHA-256 over all rows in the order of their keys, in hex. */
  readonly hash: string
}

/** A table that differs: which, and how many rows each side has. */
export class TransferDiffers extends Error {
  override readonly name = 'TransferDiffers'
}

/** Reads both sides to their ends and compares counts and hashes. Throws `TransferDiffers`. */
export async function compareTable(
  store: Store,
  query: Query,
  table: Table,
  onRows: (rows: number) => void,
): Promise<Comparison> {
  const pageRows = 1000
  const left = createHash('sha256')
  const right = createHash('sha256')
  let [leftRows, rightRows] = [0, 0]
  for (let after: Value[] | null = null; ; ) {
    const rows = store.page(table, after, pageRows)
    for (const row of rows) addRow(left, row)
    leftRows += rows.length
    onRows(leftRows)
    if (rows.length === 0) break
    after = keyOf(table, rows.at(-1))
  }
  for (let after: Value[] | null = null; ; ) {
    const rows = await readRows(query, table, after, pageRows)
    for (const row of rows) addRow(right, row)
    rightRows += rows.length
    if (rows.length === 0) break
    after = keyOf(table, rows.at(-1))
  }
  const [leftHash, rightHash] = [left.digest('hex'), right.digest('hex')]
  if (leftRows !== rightRows || leftHash !== rightHash)
    throw new TransferDiffers(
      `The table ${table.name} differs: ${counted(leftRows, 'row')} in SQLite, ${rightRows} in PostgreSQL${
        leftRows === rightRows ? ', with other contents' : ''
      }.`,
    )
  return { table: table.name, rows: leftRows, hash: leftHash }
}

/** The key's values of a row. */
export function keyOf(table: Table, row: readonly Value[] | undefined): Value[] {
  return table.key.map((name) => row?.[table.columns.findIndex((column) => column.name === name)] ?? null)
}

/** Every value with its kind and length, so that no two rows are written alike. */
function addRow(hash: Hash, row: readonly Value[]): void {
  for (const value of row) {
    const bytes = value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value))
    hash.update(`${value instanceof Uint8Array ? 'b' : 'v'}${bytes.byteLength}:`)
    hash.update(bytes)
  }
}
