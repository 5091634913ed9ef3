import type { FastifyInstance, FastifyRequest } from 'fastify'
import { exactMember } from '../exact-body.ts'
import type { Json } from '../json-in-order.ts'
import { requireToken, type Tokens } from './access.ts'
import type { Base, Row, Table } from './base.ts'
import { SeaTableProblem } from './problem.ts'
import { runSql, showRow } from './sql.ts'

interface RowsBody {
  readonly table_name?: string
  readonly row_ids?: readonly string[]
  readonly sql?: string
}

/** The objects of a list in the body, as they were written. */
function listed(request: FastifyRequest, name: string): readonly ReadonlyMap<string, Json>[] {
  const list = exactMember(request, name)
  return Array.isArray(list) ? list.filter((one) => one instanceof Map) : []
}

/** The user whom a notification names when rows change through the API. */
const user = 'simulated@auth.local'

/**
 * Tables and rows, under `/api-gateway/api/v2`. Each row that is written gives a notification of its own,
 * with the documented types; what the real server sends for several rows in one call is not known.
 */
export function addRowRoutes(app: FastifyInstance, base: Base, tokens: Tokens): void {
  const enter = (request: FastifyRequest<{ Params: { uuid: string } }>): RowsBody => {
    requireToken(request, tokens.base, [tokens.account, tokens.api])
    if (request.params.uuid.replaceAll('-', '') !== base.uuid.replaceAll('-', ''))
      throw new SeaTableProblem(404, 'base not found')
    return { ...(request.body as RowsBody | undefined) }
  }
  const tableOf = (body: RowsBody): Table => {
    const table = base.table(body.table_name ?? '')
    if (table === undefined) throw new SeaTableProblem(404, `table ${body.table_name} not found`)
    return table
  }
  const rowOf = (table: Table, id: string): Row => {
    const row = table.rows.get(id)
    if (row === undefined) throw new SeaTableProblem(404, `row ${id} not found`)
    return row
  }
  const path = '/dtables/:uuid'

  app.get(`${path}/metadata/`, async (request: FastifyRequest<{ Params: { uuid: string } }>) => {
    enter(request)
    return {
      metadata: {
        tables: base.tables.map((table) => ({ _id: table.id, name: table.name, columns: table.columns })),
      },
    }
  })

  app.post(`${path}/sql/`, async (request: FastifyRequest<{ Params: { uuid: string } }>) => {
    const results = runSql(base.tables, enter(request).sql ?? '')
    return { success: true, results, metadata: [] }
  })

  app.post(`${path}/rows/`, async (request: FastifyRequest<{ Params: { uuid: string } }>) => {
    const body = enter(request)
    const table = tableOf(body)
    const rows = listed(request, 'rows').map((cells) => base.insert(table, cells, user))
    return {
      inserted_row_count: rows.length,
      row_ids: rows.map(({ _id }) => ({ _id })),
      first_row: rows[0] ? showRow(table, rows[0]) : null,
    }
  })

  app.put(`${path}/rows/`, async (request: FastifyRequest<{ Params: { uuid: string } }>) => {
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

  app.delete(`${path}/rows/`, async (request: FastifyRequest<{ Params: { uuid: string } }>) => {
    const body = enter(request)
    const table = tableOf(body)
    const rows = (body.row_ids ?? []).map((id) => rowOf(table, id))
    for (const row of rows) base.remove(table, row, user)
    return { deleted_rows: rows.length }
  })
}
