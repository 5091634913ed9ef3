import { randomBytes } from 'node:crypto'
import type { Lease, Lending, Loan } from '../../port/loans.ts'
import type { Due } from '../read/due.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { columns, type DueRow, rowOf } from '../wire/queue-row.ts'

type LoanRow = DueRow & { readonly lease: number; readonly lent: number }

const loanColumns = `${columns}, lease, lent`

/**
 * Lends due rows of one lane, under the lane's row: of two calls, by whatever gateways, the second looks after
 * the first has committed.
 */
export async function lend(
  database: Pick<Database, 'transaction'>,
  due: Due,
  { lane, now, until, limit, maxBytes }: Lending,
): Promise<Loan[]> {
  return await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    await query('select from countersign.lane where number = $1 for no key update', [lane])
    const found = await due(lane, now, null, limit, [], query)
    const rows = found.slice(0, await fitting(query, found, maxBytes))
    if (rows.length === 0) return []
    const lent = await query<LoanRow>(lending, [
      lane,
      numberArray(rows.map((row) => row.due)),
      numberArray(rows.map((row) => row.seq)),
      numberArray(rows.map((row) => row.replay)),
      numberArray(rows.map(() => randomBytes(6).readUIntBE(0, 6))),
      until,
      now,
    ])
    const places = new Map(rows.map(({ seq, replay }, place) => [`${seq}:${replay}`, place]))
    const placeOf = ({ seq, replay }: Loan): number => places.get(`${seq}:${replay}`) ?? 0
    return lent.map(loanOf).sort((one, other) => placeOf(one) - placeOf(other))
  })
}

const lending = `
  update countersign.queue q
     set due = $6::bigint, attempts = q.attempts + 1, lease = g.lease, lent = $7::bigint
    from unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[]) g(due, seq, replay, lease)
   where q.lane = $1 and q.due = g.due and q.seq = g.seq and q.replay = g.replay and q.lease is null
     and (q.order_key is null or not exists (
       select from countersign.queue other
        where other.lane = q.lane and other.order_key = q.order_key and other.lease is not null))
  returning ${loanColumns
    .split(', ')
    .map((column) => `q.${column}`)
    .join(', ')}`

/** How many of the rows, from the first, have bodies of so many bytes in all; one at least. */
async function fitting(
  query: Query,
  rows: readonly { readonly seq: number }[],
  maxBytes: number,
): Promise<number> {
  if (rows.length <= 1) return rows.length
  const seqs = [...new Set(rows.map(({ seq }) => seq))]
  const sizes = await query<{ seq: number; size: number }>(
    'select seq, size from countersign.event where seq = any($1::bigint[])',
    [numberArray(seqs)],
  )
  const sizeOf = new Map(sizes.map(({ seq, size }) => [seq, size]))
  let bytes = 0
  const over = rows.findIndex(({ seq }) => {
    bytes += sizeOf.get(seq) ?? 0
    return bytes > maxBytes
  })
  return over < 0 ? rows.length : Math.max(1, over)
}

/**
 * The loans of these leases, each in its place. An application may name any number, also one that no lane or replay
 * has; those are compared as bigint, so that one such lease takes nothing from the others.
 */
export async function loans(database: Database, leases: readonly Lease[]): Promise<(Loan | null)[]> {
  if (leases.length === 0) return []
  const rows = await database.read<LoanRow>(
    `select ${loanColumns} from countersign.queue
       join unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) g(seq, lane, replay, lease)
      using (seq, lane, replay, lease)`,
    [
      numberArray(leases.map(({ seq }) => seq)),
      numberArray(leases.map(({ lane }) => lane)),
      numberArray(leases.map(({ replay }) => replay)),
      numberArray(leases.map(({ lease }) => lease)),
    ],
  )
  const found = new Map(rows.map(loanOf).map((loan) => [nameOf(loan), loan]))
  return leases.map((lease) => found.get(nameOf(lease)) ?? null)
}

/** Loans that are over, by when they ended. */
export async function endedLoans(database: Database, now: number, limit: number): Promise<Loan[]> {
  const rows = await database.read<LoanRow>(
    `select ${loanColumns} from countersign.queue where lease is not null and due <= $1 order by due limit $2`,
    [now, limit],
  )
  return rows.map(loanOf)
}

/** Loans of one lane, over or not, by when they end. */
export async function lentIn(database: Database, lane: number, limit: number): Promise<Loan[]> {
  const rows = await database.read<LoanRow>(
    `select ${loanColumns} from countersign.queue where lease is not null and lane = $1 order by due limit $2`,
    [lane, limit],
  )
  return rows.map(loanOf)
}

function loanOf(row: LoanRow): Loan {
  return { ...rowOf(row), lease: row.lease, lentAt: row.lent }
}

function nameOf({ seq, lane, replay, lease }: Lease): string {
  return `${seq}:${lane}:${replay}:${lease}`
}
