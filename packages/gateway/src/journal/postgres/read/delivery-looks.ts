import { type Delivery, type DeliveryKey, type DeliveryState, undecidedDue } from '../../../model/delivery.ts'
import { nearest } from '../../delivery-place.ts'
import type { DeliveryLook, Looked } from '../../port/look.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { holdable, numberArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'
import { type DeliveryRow, deliveryOf, described } from './deliveries.ts'

/** Walks along the keys of each state as far as it may, and keeps what is wanted of that. */
export async function lookAtDeliveries(
  database: Database,
  look: DeliveryLook,
): Promise<Looked<Delivery, DeliveryKey>> {
  const marks = await Promise.all(partsOf(look.state).map((part) => reach(database, part, look)))
  const reached = nearest(marks, look.upwards)
  return { items: await find(database, look, reached), reached }
}

/** One state's keys as a select without an order. */
interface Part {
  readonly columns: string
  readonly from: string
  readonly where: string
}

function partsOf(state: DeliveryState | undefined): readonly Part[] {
  const queued = (where: string): Part => ({
    columns: 'seq, lane, replay, due, null::smallint as final, attempts',
    from: 'countersign.queue',
    where,
  })
  const settled = (final: number): Part => ({
    columns: 'seq, lane, replay, null::bigint as due, final, n as attempts',
    from: 'countersign.attempt',
    // Said twice: the second makes the small index over dead and discarded ones usable.
    where: `final = ${final}${final > 1 ? ' and final > 1' : ''}`,
  })
  switch (state) {
    case undefined:
      return [queued('true'), ...[1, 2, 3].map(settled)]
    case 'pending':
      return [queued(`due < ${undecidedDue}`)]
    case 'undecided':
      return [queued(`due = ${undecidedDue}`)]
    default:
      return [settled(finalNumber[state])]
  }
}

/** The keys of a part within the bounds of a look; of destinations along the index of each of their lanes. */
function walk(part: Part, look: DeliveryLook, bounds: string, limit: number): string {
  const direction = look.upwards ? '' : 'desc'
  const order = `order by seq ${direction}, lane ${direction}, replay ${direction} limit ${limit}`
  const select = `select ${part.columns} from ${part.from} where ${part.where} and ${bounds}`
  if (look.destinations === undefined) return `(${select} ${order})`
  return `(select each.* from countersign.lane l cross join lateral (
            ${select} and lane = l.number ${order}) each
            where l.destination = any('${numberArray(look.destinations)}'::int[]) ${order})`
}

function boundsOf(look: DeliveryLook): string {
  const { low, high, after, upwards } = look
  const seqs = `seq >= ${look.event ?? low} and seq <= ${look.event ?? high}`
  return after === null ? seqs : `${seqs} and ${beside(upwards ? '>' : '<', after)}`
}

function beside(comparison: string, { seq, lane, replay }: DeliveryKey): string {
  return `(seq, lane, replay) ${comparison} (${seq}::bigint, ${lane}::bigint, ${replay}::bigint)`
}

/** The last key that this part of the look may come to, or null where it comes to the end. */
async function reach(database: Database, part: Part, look: DeliveryLook): Promise<DeliveryKey | null> {
  const direction = look.upwards ? '' : 'desc'
  const [row] = await database.read<{ seq: number; lane: number; replay: number }>(
    `select seq, lane, replay from ${walk(part, look, boundsOf(look), look.rows)} walked
      order by seq ${direction}, lane ${direction}, replay ${direction} limit 1 offset ${look.rows - 1}`,
  )
  return row ?? null
}

async function find(database: Database, look: DeliveryLook, bound: DeliveryKey | null): Promise<Delivery[]> {
  const { upwards, status } = look
  const direction = upwards ? '' : 'desc'
  const bounds = bound === null ? '' : ` and ${beside(upwards ? '<=' : '>=', bound)}`
  const keys = partsOf(look.state).map((part) => walk(part, look, boundsOf(look) + bounds, look.rows))
  const values: unknown[] = []
  const conditions: string[] = []
  const where = (condition: string, value: unknown): void => {
    values.push(value)
    conditions.push(`${condition} ($${values.length})`)
  }
  if (look.code !== undefined) where('last.code =', holdable(look.code))
  if (status !== undefined) {
    where('last.status >=', status[0])
    where('last.status <', status[1])
  }
  if (look.sources !== undefined) where('e.source = any', numberArray(look.sources))
  if (look.type !== undefined) where('e.type =', holdable(look.type))
  if (look.from !== undefined) where('e.received >=', look.from)
  if (look.to !== undefined) where('e.received <', look.to)
  const rows = await database.read<DeliveryRow>(
    `${described(keys.join(' union all '))}
      ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
      order by d.seq ${direction}, d.lane ${direction}, d.replay ${direction} limit ${look.limit}`,
    values,
  )
  return rows.map(deliveryOf)
}
