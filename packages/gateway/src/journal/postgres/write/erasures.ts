import type { Erasure, NewErasure } from '../../../model/erasure.ts'
import { holdable } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

interface ErasureRow {
  readonly number: number
  readonly doc: string
  readonly state: Erasure['state']
  readonly event_cursor: number
  readonly rejection_cursor: number
  readonly event_upto: number
  readonly rejection_upto: number
  readonly events: number
  readonly rejections: number
  readonly ended: number | null
}

const columns =
  'number, doc, state, event_cursor, rejection_cursor, event_upto, rejection_upto, events, rejections, ended'

/**
 * Keeps a new erasure, running. Nobody appends or rejects at this moment, so that all numbers up to those that
 * it looks at are there to be seen.
 */
export async function createErasure(database: Database, erasure: NewErasure): Promise<Erasure> {
  const [row] = await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    await query('lock table countersign.append_lock in exclusive mode')
    await query('lock table countersign.rejection_lock in exclusive mode')
    return await query<ErasureRow>(
      `insert into countersign.erasure (doc, state, event_upto, rejection_upto)
       values ($1, 'running', (select case when is_called then last_value else last_value - 1 end from countersign.event_seq),
               coalesce((select max(seq) from countersign.rejection), 0))
       returning ${columns}`,
      [document(erasure)],
    )
  })
  if (row === undefined) throw new TypeError('the erasure was not stored')
  return erasureOf(row)
}

/** Ends one that runs; null where it does not. */
export async function cancelErasure(database: Database, number: number): Promise<Erasure | null> {
  const [row] = await database.write<ErasureRow>(
    `update countersign.erasure set state = 'canceling'
      where number = $1 and state = 'running' returning ${columns}`,
    [number],
  )
  return row === undefined ? null : erasureOf(row)
}

/** The oldest that is not over, where nobody else works on it; by the database's clock. */
export async function takeErasure(
  database: Database,
  owner: string,
  leaseMs: number,
): Promise<Erasure | null> {
  const [row] = await database.write<ErasureRow>(
    `update countersign.erasure set owner = $1, until = countersign.now_1() + $2
      where number = (select min(number) from countersign.erasure where ended is null)
        and (owner is null or owner = $1 or until < countersign.now_1()) and ended is null
      returning ${columns}`,
    [owner, leaseMs],
  )
  return row === undefined ? null : erasureOf(row)
}

/** Puts another hash of an erasure's filter in the place of its own. */
export async function keepFilterHash(database: Database, number: number, hash: string): Promise<void> {
  await database.write(
    `update countersign.erasure set doc = jsonb_set(doc::jsonb, '{filterHash}', to_jsonb($2::text))::text
      where number = $1`,
    [number, hash],
  )
}

export async function erasure(database: Database, number: number): Promise<Erasure | null> {
  const [row] = await database.read<ErasureRow>(
    `select ${columns} from countersign.erasure where number = $1`,
    [Math.min(number, largestInt)],
  )
  return row === undefined ? null : erasureOf(row)
}

/** Newest first. */
export async function erasures(
  database: Database,
  query: { before?: number; limit: number },
): Promise<Erasure[]> {
  const rows = await database.read<ErasureRow>(
    `select ${columns} from countersign.erasure where number < $1 order by number desc limit $2`,
    [Math.min(query.before ?? largestInt, largestInt), query.limit],
  )
  return rows.map(erasureOf)
}

/** As jsonb can hold it: no U+0000 and no half of a pair of surrogates. Else the filter could never be taken out. */
function document(erasure: NewErasure): string {
  return JSON.stringify(erasure, (_name, value: unknown) =>
    typeof value === 'string' ? holdable(Buffer.from(value).toString()) : value,
  )
}

const largestInt = 2_147_483_647

function erasureOf(row: ErasureRow): Erasure {
  return {
    ...(JSON.parse(row.doc) as NewErasure),
    number: row.number,
    state: row.state,
    cursor: { event: row.event_cursor, rejection: row.rejection_cursor },
    upto: { event: row.event_upto, rejection: row.rejection_upto },
    events: row.events,
    rejections: row.rejections,
    endedAt: row.ended,
  }
}
