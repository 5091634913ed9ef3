import type { FastifyInstance, FastifyRequest } from 'fastify'
import { exactMember } from '../exact-body.ts'
import type { Json } from '../json-in-order.ts'
import { requireToken, type Tokens } from './access.ts'
import type { Base, Row, Table } from './base.ts'
import { SeaTableProblem } from './problem.ts'
import { runSql, showRow } from './sql.ts'
import type { Literal } from './statement.ts'

interface RowsBody {
  readonly table_name?: string
  readonly row_ids?: readonly string[]
  readonly sql?: string
  readonly convert_keys?: boolean
  readonly parameters?: readonly unknown[]
}

interface RowsQuery {
  readonly table_name?: string
  readonly order_by?: string
  readonly direction?: string
  readonly start?: string
  readonly limit?: string
  readonly convert_keys?: string
}

interface Asked {
  Params: { uuid: string; row?: string }
  Querystring: RowsQuery
}

/** The objects of a list in the body, as they were written. */
function listed(request: FastifyRequest, name: string): readonly ReadonlyMap<string, Json>[] {
  const list = exactMember(request, name)
  return Array.isArray(list) ? list.filter((one) => one instanceof Map) : []
}

/** Python writes `True` into a query. */
function keysOf({ convert_keys: converted }: RowsQuery): 'name' | 'key' {
  return converted?.toLowerCase() === 'true' ? 'name' : 'key'
}

function isLiteral(value: unknown): value is Literal {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

/** The user whom a notification names when rows change through the API. */
const user = 'simulated@auth.local'

/**
 * Tables and rows, under `/api-gateway/api/v2`. Each row that is written gives a notification of its own,
 * with the documented types; what the real server sends for several rows in one call is not known.
 */
export function addRowRoutes(app: FastifyInstance, base: Base, tokens: Tokens): void {
  const enter = (request: FastifyRequest<Asked>): RowsBody => {
    requireToken(request, tokens.base, [tokens.account, tokens.api])
    if (request.params.uuid.replaceAll('-', '') !== base.uuid.replaceAll('-', ''))
      throw new SeaTableProblem(404, 'base not found')
    return { ...(request.body as RowsBody | undefined) }
  }
  const tableOf = ({ table_name: name }: RowsBody | RowsQuery): Table => {
    const table = base.table(name ?? '')
    if (table === undefined) throw new SeaTableProblem(404, `table ${name} not found`)
    return table
  }
  const shapeOf = (table: Table) => ({
    ...{ _id: table.id, name: table.name, columns: table.columns },
    views: [{ _id: '0000', name: 'Default View', type: 'table' }],
  })
  const rowOf = (table: Table, id: string): Row => {
    const row = table.rows.get(id)
    if (row === undefined) throw new SeaTableProblem(404, `row ${id} not found`)
    return row
  }
  const path = '/dtables/:uuid'

  app.get(`${path}/metadata/`, async (request: FastifyRequest<Asked>) => {
    enter(request)
    return { metadata: { tables: base.tables.map(shapeOf) } }
  })

  app.get(`${path}/columns/`, async (request: FastifyRequest<Asked>) => {
    enter(request)
    return { columns: tableOf(request.query).columns }
  })

  app.get(`${path}/views/`, async (request: FastifyRequest<Asked>) => {
    enter(request)
    return { views: shapeOf(tableOf(request.query)).views }
  })

  app.get(`${path}/rows/`, async (request: FastifyRequest<Asked>) => {
    enter(request)
    const { query } = request
    const table = tableOf(query)
    const { order_by: orderBy, direction, start = '0', limit = '1000' } = query
    if (![start, limit].every((text) => /^\d+$/.test(text)))
      throw new SeaTableProblem(400, 'start and limit must be whole numbers.')
    const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``
    const order =
      orderBy === undefined ? '' : `ORDER BY ${quoted(orderBy)} ${direction === 'desc' ? 'DESC' : 'ASC'}`
    const sql = `SELECT * FROM ${quoted(table.name)} ${order} LIMIT ${Math.min(1000, Number(limit))} OFFSET ${start}`
    return { rows: runSql(base.tables, sql, { by: keysOf(query) }).results }
  })

  app.get(`${path}/rows/:row/`, async (request: FastifyRequest<Asked>) => {
    enter(request)
    const table = tableOf(request.query)
    return showRow(table, rowOf(table, request.params.row ?? ''), keysOf(request.query))
  })

  app.post(`${path}/sql/`, async (request: FastifyRequest<Asked>) => {
    const { sql = '', convert_keys: converted, parameters = [] } = enter(request)
    if (!parameters.every(isLiteral)) throw new SeaTableProblem(400, 'parameters invalid.')
    const found = runSql(base.tables, sql, { parameters, by: converted === true ? 'name' : 'key' })
    return { success: true, ...found }
  })

  app.post(`${path}/rows/`, async (request: FastifyRequest<Asked>) => {
    const body = enter(request)
    const table = tableOf(body)
    const rows = listed(request, 'rows').map((cells) => base.insert(table, cells, user))
    return {
      inserted_row_count: rows.length,
      row_ids: rows.map(({ _id }) => ({ _id })),
      first_row: rows[0] ? showRow(table, rows[0]) : null,
    }
  })

  app.put(`${path}/rows/`, async (request: FastifyRequest<Asked>) => {
    const body = enter(request)
    const table = tableOf(body)
    for (const update of listed(request, 'updates')) {
      const row = update.get('row')
      base.modify(
        table,
        rowOf(table, String(update.get('row_id'))),
        row instanceof Map ? row : new Map(),
        user,
      )
    }
    return { success: true }
  })

  app.delete(`${path}/rows/`, async (request: FastifyRequest<Asked>) => {
    const body = enter(request)
    const table = tableOf(body)
    const rows = (body.row_ids ?? []).map((id) => rowOf(table, id))
    for (const row of rows) base.remove(table, row, user)
    return { deleted_rows: rows.length }
  })
}
