import type { Cell, Row, Table } from './base.ts'
import { SeaTableProblem } from './problem.ts'

/** The one kind of statement that is understood here. */
const statement =
  /^\s*select\s+\*\s+from\s+`((?:[^`]|``)+)`\s+where\s+`?_mtime`?\s*>=\s*'([^']+)'\s+order\s+by\s+`?_mtime`?\s+limit\s+(\d+)(?:\s+offset\s+(\d+))?\s*;?\s*$/i

/** A row as the API shows it, its cells by the names of their columns. */
export function showRow(table: Table, row: Row): ReadonlyMap<string, Cell> {
  return new Map<string, Cell>([
    ['_id', row._id],
    ['_ctime', stamp(row.createdAt)],
    ['_mtime', stamp(row.modifiedAt)],
    ...table.columns.map(({ key, name }) => [name, row.cells.get(key) ?? null] as const),
  ])
}

/** Answers rows by the time of their last change, oldest first; 400 for any other statement. */
export function runSql(tables: readonly Table[], sql: string): readonly ReadonlyMap<string, Cell>[] {
  const [, name, since = '', limit, offset = '0'] = statement.exec(sql) ?? []
  if (name === undefined) throw new SeaTableProblem(400, 'The simulator does not understand this statement.')
  const table = tables.find((one) => one.name === name.replaceAll('``', '`'))
  if (table === undefined) throw new SeaTableProblem(400, `no such table: ${name}`)
  const begin = Date.parse(since)
  return [...table.rows.values()]
    .filter((row) => row.modifiedAt >= begin)
    .toSorted((one, other) => one.modifiedAt - other.modifiedAt)
    .slice(Number(offset), Number(offset) + Math.min(10_000, Number(limit)))
    .map((row) => showRow(table, row))
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}
