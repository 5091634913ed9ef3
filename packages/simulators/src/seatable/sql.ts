import { JsonNumber } from '../json-in-order.ts'
import type { Cell, Row, Table } from './base.ts'
import { SeaTableProblem } from './problem.ts'
import { type Condition, type Literal, readStatement, type Statement } from './statement.ts'

/** The columns that every table has, beside those that its users made. */
const systemColumns = [
  { key: '_id', name: '_id', type: 'text' },
  { key: '_ctime', name: '_ctime', type: 'ctime' },
  { key: '_mtime', name: '_mtime', type: 'mtime' },
] as const

/** A row as the API shows it: its cells by the names of their columns, or by their keys. */
export function showRow(table: Table, row: Row, by: 'name' | 'key' = 'name'): ReadonlyMap<string, Cell> {
  return new Map<string, Cell>([
    ...systemColumns.map(({ key }) => [key, systemCell(row, key) ?? null] as const),
    ...table.columns.map((column) => [column[by], row.cells.get(column.key) ?? null] as const),
  ])
}

/** What a statement found. */
export interface Found {
  readonly results: readonly ReadonlyMap<string, Cell>[]
  /** The columns of the results. */
  readonly metadata: readonly { readonly key: string; readonly name: string; readonly type: string }[]
}

/**
 * Answers a SELECT of one table; 400 for any other statement.
 *
 * @param options.parameters - what stands for its `?`
 * @param options.by - what cells are found under
 */
export function runSql(
  tables: readonly Table[],
  sql: string,
  { parameters = [], by }: { parameters?: readonly Literal[]; by: 'name' | 'key' },
): Found {
  const statement = readStatement(sql, parameters)
  const table = tables.find(({ name }) => name === statement.table)
  if (table === undefined) throw new SeaTableProblem(400, `no such table: ${statement.table}`)
  const all = [...systemColumns, ...table.columns]
  const columnOf = (name: string) => {
    const column = all.find((one) => one.name === name)
    if (column === undefined) throw new SeaTableProblem(400, `no such column: ${name}`)
    return column
  }
  const cell = (row: Row, name: string): Cell => {
    const { key } = columnOf(name)
    return systemCell(row, key) ?? row.cells.get(key) ?? null
  }
  const rows = [...table.rows.values()].filter((row) => holds(statement.where, (name) => cell(row, name)))
  if (statement.columns === null) {
    const name = statement.countAs
    return { results: [new Map([[name, rows.length]])], metadata: [{ key: name, name, type: 'number' }] }
  }
  const metadata = statement.columns[0] === '*' ? all : statement.columns.map(columnOf)
  const results = inOrder(rows, statement, cell)
    .slice(statement.offset, statement.offset + Math.min(10_000, statement.limit))
    .map((row) => new Map<string, Cell>(metadata.map((column) => [column[by], cell(row, column.name)])))
  return { results, metadata }
}

function inOrder(
  rows: readonly Row[],
  { orderBy }: Statement,
  cell: (row: Row, name: string) => Cell,
): readonly Row[] {
  return rows.toSorted((one, other) => {
    for (const { column, down } of orderBy) {
      const order = compare(plain(cell(one, column)), plain(cell(other, column)))
      if (order !== 0) return down ? -order : order
    }
    return 0
  })
}

function holds(condition: Condition | null, cell: (name: string) => Cell): boolean {
  if (condition === null) return true
  switch (condition.is) {
    case 'and':
      return condition.all.every((one) => holds(one, cell))
    case 'or':
      return condition.all.some((one) => holds(one, cell))
    case 'not':
      return !holds(condition.what, cell)
    case 'null':
      return plain(cell(condition.column)) === null
    case 'in': {
      const found = plain(cell(condition.column))
      return found !== null && condition.values.some((value) => compare(found, value) === 0)
    }
    case 'like':
      return likeness(String(condition.value)).test(String(plain(cell(condition.column)) ?? ''))
    default: {
      const found = plain(cell(condition.column))
      return found !== null && compared[condition.is](compare(found, condition.value))
    }
  }
}

const compared = {
  '=': (order: number) => order === 0,
  '!=': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
}

/** `%` stands for any letters and `_` for one, whatever their case. */
function likeness(pattern: string): RegExp {
  const source = pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return new RegExp(`^${source.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'is')
}

/** Numbers by size, times by when they are, everything else as text. */
function compare(one: Literal, other: Literal): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  const [first, second] = [String(one), String(other)]
  const times = [first, second].map((text) => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN))
  const [from = 0, to = 0] = times
  if (times.every((time) => !Number.isNaN(time))) return from - to
  return first < second ? -1 : first > second ? 1 : 0
}

function plain(cell: Cell): Literal {
  if (cell instanceof JsonNumber) return Number(cell.text)
  return cell === null || typeof cell !== 'object' ? cell : JSON.stringify(cell)
}

function systemCell(row: Row, key: string): string | undefined {
  if (key === '_id') return row._id
  if (key === '_ctime') return stamp(row.createdAt)
  return key === '_mtime' ? stamp(row.modifiedAt) : undefined
}

function stamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00')
}
