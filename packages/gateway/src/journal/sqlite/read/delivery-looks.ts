import type { DatabaseSync } from 'node:sqlite'
import { type Delivery, type DeliveryKey, type DeliveryState, undecidedDue } from '../../../model/delivery.ts'
import { compareKeys, nearest } from '../../delivery-place.ts'
import type { DeliveryLook, Looked } from '../../port/look.ts'
import { finalNumber, finalOf } from '../../stored-numbers.ts'
import { delivery, joins, lastAttempt, pendingColumns, settledColumns, stateOf } from './deliveries.ts'
import type { Row } from './event-row.ts'
import { Filter } from './filter.ts'
import { preparing } from './prepared.ts'

export interface DeliveryLooks {
  lookAtDeliveries(look: DeliveryLook): Looked<Delivery, DeliveryKey>
}

/** Where one state of deliveries lies, and what is on the way through it. */
interface Part {
  readonly table: 'attempt' | 'queue'
  readonly index: string
  /** What is walked along an index that holds nothing else; literals, so that partial indexes are found. */
  readonly walked: string | null
  /** What is wanted of it. */
  readonly wanted: string | null
}

const queued: Part = { table: 'queue', index: 'indexed by queue_by_event', walked: null, wanted: null }
const attempts: Part = { table: 'attempt', index: '', walked: null, wanted: null }

function partsOf(state: DeliveryState | undefined): readonly Part[] {
  const undecided = `queue.due = ${undecidedDue}`
  switch (state) {
    case undefined:
      return [queued, { ...attempts, wanted: 'attempt.final is not null' }]
    case 'pending':
      return [{ ...queued, wanted: `queue.due < ${undecidedDue}` }]
    case 'undecided':
      return [{ ...queued, index: 'indexed by queue_undecided', walked: undecided }]
    case 'delivered':
      return [{ ...attempts, wanted: `attempt.final = ${finalNumber.delivered}` }]
    default: {
      // Said twice: the second is what makes the partial index usable.
      const walked = `attempt.final = ${finalNumber[state]} and attempt.final > 1`
      return [{ ...attempts, index: 'indexed by attempt_unhappy', walked }]
    }
  }
}

/** Walks along the keys of each state as far as it may, and keeps what is wanted of that. */
export function deliveryLooks(db: DatabaseSync): DeliveryLooks {
  const prepare = preparing(db)
  const all = (sql: string, values: readonly (number | string)[]): Row[] => prepare(sql).all(...values)

  const walk = ({ table, walked }: Part, look: DeliveryLook, bound: DeliveryKey | null): Filter => {
    const { after, upwards } = look
    // The index is entered and left by these alone: what else is said of the key is looked at row by row.
    const [bottom, top] = upwards ? [after, bound] : [bound, after]
    const filter = new Filter()
    if (walked !== null) filter.add(walked)
    filter.add(`${table}.seq >= ?`, look.event ?? Math.max(look.low, bottom?.seq ?? 0))
    filter.add(`${table}.seq <= ?`, look.event ?? Math.min(look.high, top?.seq ?? look.high))
    if (after !== null) {
      const key = `(${table}.seq, ${table}.lane, ${table}.replay)`
      filter.add(`${key} ${upwards ? '>' : '<'} (?, ?, ?)`, after.seq, after.lane, after.replay)
    }
    return filter
  }
  const order = ({ table }: Part, { upwards }: DeliveryLook): string =>
    `order by ${['seq', 'lane', 'replay'].map((name) => `${table}.${name}${upwards ? '' : ' desc'}`).join()}`

  /** The last row that this look may come to, or null where it comes to the end. */
  const reach = (part: Part, look: DeliveryLook): DeliveryKey | null => {
    const filter = walk(part, look, null)
    const { table, index } = part
    const sql = `select seq, lane, replay from ${table} ${index} ${filter} ${order(part, look)} limit 1 offset ?`
    const [row] = all(sql, [...filter.values, look.rows - 1])
    return row === undefined
      ? null
      : { seq: Number(row.seq), lane: Number(row.lane), replay: Number(row.replay) }
  }

  const find = (part: Part, look: DeliveryLook, bound: DeliveryKey | null): Delivery[] => {
    const { table, index, wanted } = part
    const { upwards, destinations, status } = look
    const filter = walk(part, look, bound)
    if (bound !== null) {
      const key = `(${table}.seq, ${table}.lane, ${table}.replay)`
      filter.add(`${key} ${upwards ? '<=' : '>='} (?, ?, ?)`, bound.seq, bound.lane, bound.replay)
    }
    if (wanted !== null) filter.add(wanted)
    const last = table === 'attempt' ? 'attempt' : 'last'
    filter.where(`${last}.code = ?`, look.code)
    if (status !== undefined) filter.add(`${last}.status >= ? and ${last}.status < ?`, ...status)
    filter.among('lane.destination', destinations)
    filter.among('event.source', look.sources)
    filter.where('event.type = ?', look.type)
    filter.where('event.received_ms >= ?', look.from)
    filter.where('event.received_ms < ?', look.to)
    const columns = table === 'attempt' ? settledColumns : pendingColumns
    const sql = `${columns} ${index} ${joins(table)} ${table === 'attempt' ? '' : lastAttempt}
      ${filter} ${order(part, look)} limit ?`
    return all(sql, [...filter.values, look.limit]).map((row) =>
      delivery(row, table === 'attempt' ? (finalOf(Number(row.final)) ?? 'delivered') : stateOf(row)),
    )
  }

  return {
    lookAtDeliveries(look) {
      // Among none is none, and leaves no index to name.
      if (look.sources?.length === 0 || look.destinations?.length === 0) return { items: [], reached: null }
      const parts = partsOf(look.state)
      const reached = nearest(
        parts.map((part) => reach(part, look)),
        look.upwards,
      )
      const sign = look.upwards ? 1 : -1
      const items = parts
        .flatMap((part) => find(part, look, reached))
        .sort((a, b) => sign * compareKeys(a, b))
        .slice(0, look.limit)
      return { items, reached }
    },
  }
}
