import { numberArray, textArray } from '../postgres/wire/array-literal.ts'
import { createBlob } from '../postgres/wire/blob.ts'
import type { Query } from '../postgres/wire/database.ts'
import { pageBytes, type Value } from './store.ts'
import type { Column, Table } from './table.ts'

const arrays = {
  int8: 'bigint',
  int4: 'int',
  int2: 'smallint',
  tag: 'int',
  text: 'text',
  uuid: 'uuid',
  bool: 'boolean',
}

/** Inserts rows of a table; all bytes of all rows travel as one parameter with offsets. */
export async function insertRows(query: Query, table: Table, rows: readonly Value[][]): Promise<void> {
  const blob = createBlob()
  const values: unknown[] = []
  const types: string[] = []
  const names: string[] = []
  const selected: string[] = []
  const add = (type: string, value: string): string => {
    values.push(value)
    types.push(`$${values.length}::${type}[]`)
    names.push(`c${values.length}`)
    return `c${values.length}`
  }
  for (const [i, column] of table.columns.entries()) {
    const items = rows.map((row) => row[i] ?? null)
    if (column.kind !== 'bytes') selected.push(add(arrays[column.kind], literal(column, items)))
    else {
      const starts: number[] = []
      const lengths: number[] = []
      for (const item of items) {
        starts.push(item instanceof Uint8Array ? blob.add(item) : 1)
        lengths.push(item instanceof Uint8Array ? item.byteLength : -1)
      }
      const [start, length] = [add('int', numberArray(starts)), add('int', numberArray(lengths))]
      selected.push(`case when ${length} >= 0 then substring(BLOB from ${start} for ${length}) end`)
    }
  }
  const hasBytes = table.columns.some((column) => column.kind === 'bytes')
  if (hasBytes) values.push(blob.bytes())
  await query(
    `insert into countersign.${table.name} (${table.columns.map((column) => column.name).join(', ')})
     ${['rejection', 'replay', 'erasure'].includes(table.name) ? 'overriding system value' : ''}
     select ${selected.join(', ').replaceAll('BLOB', `$${values.length}::bytea`)}
       from unnest(${types.join(', ')}) t(${names.join(', ')})`,
    values,
  )
}

/** Some rows after a key as they stand in PostgreSQL, in the order of the key by bytes, as SQLite has it. */
export async function readRows(
  query: Query,
  table: Table,
  after: readonly Value[] | null,
  limit: number,
): Promise<Value[][]> {
  const keys = table.key.map((name) => ordered(table, name))
  const bounds = table.key.map((name, i) => `$${i + 1}::${arrays[kindOf(table, name)]}`)
  const from = after === null ? '' : `where (${keys.join(', ')}) > (${bounds.join(', ')})`
  const columns = table.columns.map(({ name, kind }) =>
    kind === 'uuid' ? `replace(${name}::text, '-', '') as ${name}` : name,
  )
  // The key's own column, where the selected one is another form of it.
  const order = keys.map((key) => `t.${key}`).join(', ')
  const sizes = table.columns.filter((column) => column.kind === 'bytes')
  const size = sizes.map(({ name }) => `coalesce(octet_length(${name}), 0)`).join(' + ') || '0'
  const rows = await query<Record<string, Value>>(
    `select ${columns.join(', ')} from (
       select *, sum(${size}) over (order by ${order}) - (${size}) as before_it from (
         select * from countersign.${table.name} t ${from} order by ${order} limit ${limit}) t) t
      where before_it <= ${pageBytes} order by ${order}`,
    after === null ? [] : [...after],
  )
  return rows.map((row) =>
    table.columns.map(({ name, kind }) => {
      const value = row[name] ?? null
      // An empty answer is kept as none.
      return kind === 'bytes' && value === null && table.name === 'attempt' ? new Uint8Array(0) : value
    }),
  )
}

function kindOf(table: Table, name: string): Exclude<Column['kind'], 'bytes'> {
  const kind = table.columns.find((column) => column.name === name)?.kind
  return kind === undefined || kind === 'bytes' ? 'text' : kind
}

function ordered(table: Table, name: string): string {
  return kindOf(table, name) === 'text' ? `${name} collate "C"` : name
}

function literal(column: Column, items: readonly Value[]): string {
  if (column.kind === 'text' || column.kind === 'uuid')
    return textArray(items.map((item) => (item === null ? null : String(item))))
  if (column.kind === 'bool') return `{${items.join(',')}}`
  return numberArray(items.map((item) => (item === null ? null : Number(item))))
}
