import { field } from '../field.ts'
import { textOf } from '../keep-digits.ts'
import type { Found, Gap, Memory, Missed, Search } from '../provider.ts'
import { providerGap } from '../provider-gap.ts'
import type { SeaTableClient, SeaTableReader, SeaTableRow, SeaTableTable } from './client.ts'

/** One back-fill at most: rows, and bytes of what is made of them; rows on one page. */
const limits = { rows: 10_000, bytes: 32 * 1024 * 1024, page: 200 } as const

/**
 * How far a row's `_mtime` may lie after the `op_time` of the notification of the same change, in ms. Small: a
 * change that is taken for known is lost, one that is not comes twice.
 */
const clockSlackMs = 100

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
  let bytes = 0
  const tables = await reader.tables()
  const gap = providerGap(ours, reader.clockAheadMs())
  for (const table of tables) {
    const rows = await changedRows(reader, table, gap, limits.rows - missed.length)
    for (const row of rows) {
      const one = notification(reader.uuid, table, row, gap)
      bytes += one.body.byteLength
      if (bytes <= limits.bytes) missed.push(one)
    }
    if (missed.length < limits.rows) continue
    beyondReach.push(`Only the first ${limits.rows} rows were fetched.`)
    break
  }
  if (bytes > limits.bytes) beyondReach.push(`Only the first ${limits.bytes} bytes of rows were fetched.`)
  return { missed: missed.toSorted((one, other) => one.at - other.at), beyondReach }
}

/** Remembers each row's last change: a notification of a later one tells of the earlier as well. */
export function memoryOfSeaTable(): Memory {
  const latest = new Map<string, number>()
  const see = (body: unknown): void => {
    const [row, time] = [field(body, 'data', 'row_id'), field(body, 'data', 'op_time')]
    if (typeof row === 'string' && typeof time === 'number')
      latest.set(row, Math.max(latest.get(row) ?? 0, time * 1000))
  }
  const knows = ({ key, at }: Missed): boolean =>
    (latest.get(key.split(' ')[0] ?? '') ?? 0) >= at - clockSlackMs
  return { see, knows }
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
      row_name: textOf(row[table.columns[0]?.name ?? ''] ?? ''),
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
