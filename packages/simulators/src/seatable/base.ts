import { randomBytes, randomUUID } from 'node:crypto'
import { type Json, JsonNumber } from '../json-in-order.ts'
import { PythonFloat, type PythonValue } from '../python-json.ts'

interface Column {
  readonly key: string
  readonly name: string
  readonly type: string
}

/** What a cell holds: as a program gives it, or as a call of the API wrote it. */
export type Cell = null | boolean | number | string | readonly Cell[] | Json

/** Cells by the names of their columns. */
export type Cells = Readonly<Record<string, Cell>> | ReadonlyMap<string, Cell>

export interface Row {
  readonly _id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  modifiedAt: number
  /** By the column's key. */
  readonly cells: Map<string, Cell>
}

export interface Table {
  readonly id: string
  readonly name: string
  readonly columns: Column[]
  readonly rows: Map<string, Row>
}

/** One base of a simulated SeaTable. */
export interface Base {
  readonly workspace: number
  readonly name: string
  /** With hyphens, as the API writes it; notifications leave them out. */
  readonly uuid: string
  readonly tables: readonly Table[]
  table(nameOrId: string): Table | undefined
  insert(table: Table, cells: Cells, user: string): Row
  modify(table: Table, row: Row, cells: Cells, user: string): void
  remove(table: Table, row: Row, user: string): void
}

export interface BaseOptions {
  readonly workspace: number
  readonly name: string
  readonly tables: readonly { readonly name: string; readonly columns: readonly string[] }[]
  readonly now: () => number
  /** Takes the body of the notification of each change. */
  readonly changed: (body: PythonValue) => void
}

/** A cell as the name of its row. */
function shown(cell: Cell | undefined): string {
  return cell instanceof JsonNumber ? cell.text : String(cell ?? '')
}

/** 22 letters, as SeaTable's row ids. */
const rowId = () => randomBytes(16).toString('base64url')
/** Four letters, as table ids and column keys; the first of each is `0000`. */
const shortKey = (index: number) => (index === 0 ? '0000' : randomBytes(3).toString('base64url'))

export function createBase({ workspace, name, tables, now, changed }: BaseOptions): Base {
  const uuid = randomUUID()
  const all: Table[] = tables.map((table, index) => ({
    id: shortKey(index),
    name: table.name,
    columns: table.columns.map((column, at) => ({ key: shortKey(at), name: column, type: 'text' })),
    rows: new Map(),
  }))

  const rowName = (table: Table, row: Row): string => shown(row.cells.get(table.columns[0]?.key ?? ''))

  /** The documented shape: `event` is always `update`, what happened stands in `op_type`. */
  const tell = (
    opType: string,
    table: Table,
    row: Row,
    user: string,
    at: number,
    rowData: readonly PythonValue[],
  ) =>
    changed({
      event: 'update',
      data: {
        dtable_uuid: uuid.replaceAll('-', ''),
        row_id: row._id,
        op_user: user,
        op_type: opType,
        op_time: new PythonFloat(at / 1000),
        table_id: table.id,
        table_name: table.name,
        row_name: rowName(table, row),
        row_data: rowData,
      },
    })

  /** Sets cells and answers what a notification says about each; an unknown column is added, as text. */
  const write = (table: Table, row: Row, cells: Cells): PythonValue[] =>
    (cells instanceof Map ? [...cells] : Object.entries(cells)).map(([columnName, value]) => {
      let column = table.columns.find((one) => one.name === columnName)
      if (column === undefined) {
        column = { key: shortKey(table.columns.length), name: columnName, type: 'text' }
        table.columns.push(column)
      }
      const old = row.cells.get(column.key) ?? ''
      row.cells.set(column.key, value)
      return {
        column_key: column.key,
        column_name: column.name,
        column_type: column.type,
        column_data: null,
        value,
        old_value: old,
      }
    })

  return {
    workspace,
    name,
    uuid,
    tables: all,
    table: (nameOrId) => all.find((table) => table.name === nameOrId || table.id === nameOrId),
    insert(table, cells, user) {
      const at = now()
      const row: Row = { _id: rowId(), createdAt: at, modifiedAt: at, cells: new Map() }
      table.rows.set(row._id, row)
      tell('insert_row', table, row, user, at, write(table, row, cells))
      return row
    },
    modify(table, row, cells, user) {
      row.modifiedAt = now()
      tell('modify_row', table, row, user, row.modifiedAt, write(table, row, cells))
    },
    remove(table, row, user) {
      table.rows.delete(row._id)
      tell('delete_row', table, row, user, now(), [])
    },
  }
}
