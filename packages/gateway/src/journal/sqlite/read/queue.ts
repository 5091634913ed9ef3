import type { DatabaseSync } from 'node:sqlite'
import type { QueuePosition, QueueRow } from '../../port/queue.ts'
import { type Row, text } from './event-row.ts'

export interface QueueReads {
  due(
    lane: number,
    now: number,
    after: QueuePosition | null,
    limit: number,
    beside?: readonly number[],
  ): QueueRow[]
  nextDue(lane: number, after: QueuePosition | null): number | null
  waiting(lanes: readonly number[]): number[]
}

/** Before every position. */
const first: QueuePosition = { due: -1, seq: -1, replay: -1 }
/** From so many lanes on those that hold something are looked up, which are few mostly, in the place of each by itself. */
const many = 100
/** Rows that are walked past one by one, because an earlier one of their key waits, before keys are walked. */
const patience = 1000

export function queueReads(db: DatabaseSync): QueueReads {
  const page = db.prepare(`
    select due, seq, replay, attempts, earlier, order_key, order_key is null or not exists (
      select 1 from queue earlier where earlier.lane = queue.lane and earlier.order_key = queue.order_key
        and (earlier.seq, earlier.replay) < (queue.seq, queue.replay)) as is_first
    from queue where lane = ? and due <= ? and (due, seq, replay) > (?, ?, ?)
    order by due, seq, replay limit ?`)
  const isBeside = db.prepare(`
    select 1 from json_each(?) other cross join queue earlier indexed by queue_by_order
      on earlier.lane = other.value and earlier.order_key = ? and (earlier.seq, earlier.replay) < (?, ?)
    limit 1`)
  const unordered = db.prepare(`
    select due, seq, replay, attempts, earlier, order_key from queue
    where lane = ? and due <= ? and (due, seq, replay) > (?, ?, ?) and order_key is null
    order by due, seq, replay limit ?`)
  // From key to key by the index: the cost is that of the keys, however many rows wait behind each.
  const firsts = db.prepare(`
    with recursive keys (name) as (
      select min(order_key) from queue indexed by queue_by_order
      where lane = :lane and order_key is not null
      union all
      select (select min(order_key) from queue indexed by queue_by_order
              where lane = :lane and order_key > name)
      from keys where name is not null
    )
    select due, seq, replay, attempts, earlier, order_key from keys cross join queue indexed by queue_by_order
      on lane = :lane and order_key = name and (seq, replay) = (
        select seq, replay from queue head indexed by queue_by_order
        where head.lane = :lane and head.order_key = name
        order by seq, replay limit 1)
    where due <= :now and (due, seq, replay) > (:due, :seq, :replay)
    order by due, seq, replay limit :limit`)
  const next = db.prepare(`
    select due from queue where lane = ? and (due, seq, replay) > (?, ?, ?)
    order by due, seq, replay limit 1`)

  const any = db.prepare('select 1 from queue where lane = ? limit 1')
  // From lane to lane by the key, however many rows wait in each.
  const filled = db.prepare(`
    with recursive filled (lane) as (
      select min(lane) from queue
      union all
      select (select min(lane) from queue where lane > filled.lane) from filled where lane is not null
    )
    select lane from filled where lane is not null`)

  return {
    waiting(lanes) {
      if (lanes.length < many) return lanes.filter((lane) => any.get(lane) !== undefined)
      const asked = new Set(lanes)
      return filled.all().flatMap(({ lane }) => (asked.has(Number(lane)) ? [Number(lane)] : []))
    },
    due: (lane, now, after, limit, beside = []) => {
      const others = JSON.stringify(beside)
      const isFirst = (row: Row): boolean =>
        beside.length === 0 ||
        row.order_key === null ||
        isBeside.get(others, text(row.order_key), Number(row.seq), Number(row.replay)) === undefined
      const found: QueueRow[] = []
      let from = after ?? first
      for (let walked = 0; walked < limit + patience; ) {
        const rows = page.all(lane, now, from.due, from.seq, from.replay, limit)
        const free = rows.filter((row) => row.is_first === 1 && isFirst(row))
        found.push(...free.map((row) => queueRow(lane, row)))
        const last = rows.at(-1)
        if (found.length >= limit || rows.length < limit || last === undefined) return found.slice(0, limit)
        walked += rows.length
        from = queueRow(lane, last)
      }
      // Few keys with much behind each. What was found has been the earliest; the rest comes by key.
      const { due, seq, replay } = from
      const rest = [
        ...firsts.all({ lane, now, due, seq, replay, limit }),
        ...unordered.all(lane, now, due, seq, replay, limit),
      ]
      const free = rest.filter(isFirst).map((row) => queueRow(lane, row))
      return [...found, ...free.sort(byPosition)].slice(0, limit)
    },
    nextDue: (lane, after) => {
      const { due, seq, replay } = after ?? first
      const row = next.get(lane, due, seq, replay)
      return row === undefined ? null : Number(row.due)
    },
  }
}

function queueRow(lane: number, row: Row): QueueRow {
  return {
    lane,
    due: Number(row.due),
    seq: Number(row.seq),
    replay: Number(row.replay),
    attempts: Number(row.attempts),
    earlier: Number(row.earlier),
    orderKey: text(row.order_key),
  }
}

function byPosition(a: QueuePosition, b: QueuePosition): number {
  return a.due - b.due || a.seq - b.seq || a.replay - b.replay
}
