import { field } from '../field.ts'
import type { Found, Gap, Missed, Search } from '../provider.ts'
import { providerGap } from '../provider-gap.ts'
import type { SeaTableClient, SeaTableReader, SeaTableRow, SeaTableTable } from './client.ts'

/** Rows fetched in one back-fill at most, and on one page. */
const limits = { rows: 10_000, page: 1000 } as const

/** The last change of a row and its notification bear times from two clocks of SeaTable's, in ms. */
const clockSlackMs = 2000

/**
 * Fetches the rows that were inserted or changed in a gap, by the time of their last change: of several
 * changes of one row the last remains.
 */
export async function missedAtSeaTable(client: SeaTableClient, ours: Search): Promise<Found> {
  const reader = await client.reader()
  const beyondReach = [
    'SeaTable does not show rows that were deleted, links, earlier values, or any but the last change of a row.',
  ]
  const missed: Missed[] = []
  const tables = await reader.tables()
  const gap = providerGap(ours, reader.clockAheadMs())
  for (const table of tables) {
    const room = limits.rows - missed.length
    const rows = await changedRows(reader, table, gap, room)
    if (rows.length >= room) {
      beyondReach.push(`Only the first ${limits.rows} rows were fetched.`)
      break
    }
    missed.push(...rows.map((row) => notification(reader.uuid, table, row, gap)))
  }
  return { missed: missed.toSorted((one, other) => one.at - other.at), beyondReach }
}

/** Whether a notification told of this change of the row, or of a later one. */
export function arrivedAtSeaTable(bodies: readonly unknown[]): (missed: Missed) => boolean {
  const latest = new Map<string, number>()
  for (const body of bodies) {
    const [row, time] = [field(body, 'data', 'row_id'), field(body, 'data', 'op_time')]
    if (typeof row === 'string' && typeof time === 'number')
      latest.set(row, Math.max(latest.get(row) ?? 0, time * 1000))
  }
  return ({ key, at }) => (latest.get(key.split(' ')[0] ?? '') ?? 0) >= at - clockSlackMs
}

async function changedRows(
  reader: SeaTableReader,
  table: SeaTableTable,
  gap: Gap,
  limit: number,
): Promise<SeaTableRow[]> {
  const rows: SeaTableRow[] = []
  for (;;) {
    const page = await reader.changedRows(
      table.name,
      gap.from,
      rows.length,
      Math.min(limits.page, limit - rows.length),
    )
    rows.push(...page)
    if (page.length < limits.page || rows.length >= limit) break
  }
  return rows.filter((row) => Date.parse(row._mtime) <= gap.to)
}

/** The form of a notification; `old_value` is null, since nobody knows it any more. */
function notification(uuid: string, table: SeaTableTable, row: SeaTableRow, gap: Gap): Missed {
  const at = Date.parse(row._mtime)
  const isNew = Date.parse(row._ctime ?? '') >= gap.from
  const type = isNew ? 'insert_row' : 'modify_row'
  const cells = table.columns.filter(({ name }) => row[name] !== undefined && row[name] !== null)
  const body = {
    event: 'update',
    data: {
      dtable_uuid: uuid.replaceAll('-', ''),
      row_id: row._id,
      op_user: typeof row._last_modifier === 'string' ? row._last_modifier : '',
      op_type: type,
      op_time: at / 1000,
      table_id: table._id,
      table_name: table.name,
      row_name: String(row[table.columns[0]?.name ?? ''] ?? ''),
      row_data: cells.map(({ key, name, type: columnType }) => ({
        column_key: key,
        column_name: name,
        column_type: columnType,
        column_data: null,
        value: row[name],
        old_value: null,
      })),
    },
  }
  return { type, at, key: `${row._id} ${at}`, body: Buffer.from(JSON.stringify(body)) }
}
