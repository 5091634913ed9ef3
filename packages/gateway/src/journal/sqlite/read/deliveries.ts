import type { DatabaseSync } from 'node:sqlite'
import {
  type Delivery,
  type DeliveryKey,
  type DeliveryState,
  type StoredAttempt,
  undecidedDue,
} from '../../../model/delivery.ts'
import type { DeliveryQuery } from '../../port/look.ts'
import { finalNumber, finalOf } from '../../stored-numbers.ts'
import { bytes, integer, type Row, text } from './event-row.ts'
import { Filter } from './filter.ts'
import { preparing } from './prepared.ts'

export interface DeliveryReads {
  deliveries(query: DeliveryQuery): Delivery[]
  delivery(key: DeliveryKey): Delivery | null
  attempts(key: DeliveryKey): StoredAttempt[]
}

// A cross join keeps the order that is written: the list walks down one key and looks the rest up.
export const settledColumns = `
  select attempt.seq, attempt.lane, attempt.replay, event.tag, event.received_ms, lane.destination, attempt.final,
    attempt.at, attempt.status, attempt.code,
    (select max(n) from attempt as other
     where (other.seq, other.lane, other.replay) = (attempt.seq, attempt.lane, attempt.replay)) as attempts
  from attempt`
export const pendingColumns = `
  select queue.seq, queue.lane, queue.replay, event.tag, event.received_ms, lane.destination, queue.due, queue.attempts,
    last.at, last.status, last.code
  from queue`
export const joins = (table: 'attempt' | 'queue') =>
  `cross join event on event.seq = ${table}.seq cross join lane on lane.number = ${table}.lane`
export const lastAttempt = `
  left join attempt as last on (last.seq, last.lane, last.replay) = (queue.seq, queue.lane, queue.replay)
    and last.n = (select max(n) from attempt as other
      where (other.seq, other.lane, other.replay) = (queue.seq, queue.lane, queue.replay))`

export function deliveryReads(db: DatabaseSync): DeliveryReads {
  const prepare = preparing(db)
  const all = (sql: string, values: readonly (number | string)[]): Row[] => prepare(sql).all(...values)

  const common = (table: 'attempt' | 'queue', query: DeliveryQuery): Filter => {
    const filter = new Filter()
    if (query.event !== undefined) filter.add(`${table}.seq = ?`, query.event)
    if (query.destination !== undefined) filter.add('lane.destination = ?', query.destination)
    return filter
  }
  const newestFirst = (table: 'attempt' | 'queue', filter: Filter, query: DeliveryQuery): string => {
    if (query.before !== undefined) {
      const { seq, lane, replay } = query.before
      filter.add(`(${table}.seq, ${table}.lane, ${table}.replay) < (?, ?, ?)`, seq, lane, replay)
    }
    return `${filter} order by ${table}.seq desc, ${table}.lane desc, ${table}.replay desc limit ?`
  }

  const settled = (query: DeliveryQuery): Delivery[] => {
    const filter = common('attempt', query)
    const state = query.state
    if (state === undefined || state === 'pending' || state === 'undecided')
      filter.add('attempt.final is not null')
    else filter.add(`attempt.final = ${finalNumber[state]}`)
    // Said again: the partial index of the unhappy ones is found by this alone.
    if (state === 'dead' || state === 'discarded') filter.add('attempt.final > 1')
    const order = newestFirst('attempt', filter, query)
    const sql = `${settledColumns} ${joins('attempt')} ${order}`
    return all(sql, [...filter.values, query.limit]).map((row) =>
      delivery(row, finalOf(Number(row.final)) ?? 'delivered'),
    )
  }

  const pending = (query: DeliveryQuery): Delivery[] => {
    const filter = common('queue', query)
    const { state } = query
    // A literal, so that the partial index of the undecided ones is found.
    if (state !== undefined) filter.add(`queue.due ${state === 'undecided' ? '=' : '<'} ${undecidedDue}`)
    const order = newestFirst('queue', filter, query)
    const index = state === 'undecided' ? 'queue_undecided' : 'queue_by_event'
    const sql = `${pendingColumns} indexed by ${index} ${joins('queue')} ${lastAttempt} ${order}`
    return all(sql, [...filter.values, query.limit]).map((row) => delivery(row, stateOf(row)))
  }

  /** Of one destination by due: each lane is in that order by its primary key. */
  const waiting = (destination: number, query: DeliveryQuery): Delivery[] => {
    const after = query.before
    const pages = all('select number from lane where destination = ?', [destination]).map((row) => {
      const lane = Number(row.number)
      const filter = new Filter()
      filter.add('queue.lane = ?', lane)
      filter.add(`queue.due < ${undecidedDue}`)
      if (after !== undefined) {
        // Among equals of another lane, the lane decides.
        const same = lane > after.lane ? '>=' : '>'
        filter.add(
          `(queue.due, queue.seq, queue.replay) ${same} (?, ?, ?)`,
          after.due ?? 0,
          after.seq,
          after.replay,
        )
      }
      const order = 'order by queue.due, queue.seq, queue.replay limit ?'
      const sql = `${pendingColumns} ${joins('queue')} ${lastAttempt} ${filter} ${order}`
      return all(sql, [...filter.values, query.limit]).map((found) => delivery(found, 'pending'))
    })
    return pages.flat().sort(byDue).slice(0, query.limit)
  }

  const one = (key: DeliveryKey): Delivery | null => {
    const query = { event: key.seq, limit: 1, before: { ...key, replay: key.replay + 1, due: null } }
    const [found] = [...pending(query), ...settled(query)].sort(byEvent)
    return found?.lane === key.lane && found.replay === key.replay ? found : null
  }

  return {
    deliveries: (query) => {
      if (query.state === 'pending') {
        if (query.destination === undefined || query.event !== undefined) return pending(query)
        return waiting(query.destination, query)
      }
      if (query.state === 'undecided') return pending(query)
      if (query.state !== undefined) return settled(query)
      return [...pending(query), ...settled(query)].sort(byEvent).slice(0, query.limit)
    },
    delivery: one,
    attempts: ({ seq, lane, replay }) =>
      all('select * from attempt where seq = ? and lane = ? and replay = ? order by n', [
        seq,
        lane,
        replay,
      ]).map((row) => ({
        n: Number(row.n),
        at: Number(row.at),
        ms: Number(row.ms),
        status: integer(row.status),
        code: text(row.code),
        answer: bytes(row.answer),
        final: finalOf(integer(row.final)),
      })),
  }
}

export function stateOf(row: Row): DeliveryState {
  return row.due === undecidedDue ? 'undecided' : 'pending'
}

export function delivery(row: Row, state: DeliveryState): Delivery {
  return {
    seq: Number(row.seq),
    lane: Number(row.lane),
    replay: Number(row.replay),
    tag: Number(row.tag),
    destination: Number(row.destination),
    state,
    attempts: Number(row.attempts),
    nextAttemptAt: state === 'pending' ? Number(row.due) : null,
    receivedAt: Number(row.received_ms),
    lastAt: integer(row.at),
    lastStatus: integer(row.status),
    lastCode: text(row.code),
  }
}

function byEvent(a: Delivery, b: Delivery): number {
  return b.seq - a.seq || b.lane - a.lane || b.replay - a.replay
}

function byDue(a: Delivery, b: Delivery): number {
  return (
    (a.nextAttemptAt ?? 0) - (b.nextAttemptAt ?? 0) || a.seq - b.seq || a.replay - b.replay || a.lane - b.lane
  )
}
