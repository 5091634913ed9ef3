import type { DatabaseSync } from 'node:sqlite'
import type { StoredEvent } from '../../../model/event.ts'
import type { EventCount, EventQuery, Looked, ValueQuery } from '../../port/look.ts'
import { verdictNumber } from '../../stored-numbers.ts'
import { eventColumns, storedEvent } from './event-row.ts'
import { Filter } from './filter.ts'
import { preparing } from './prepared.ts'

/** Lists events newest or oldest first; a walk along the primary key that filters as it goes. */
export function eventList(db: DatabaseSync): (query: EventQuery) => StoredEvent[] {
  const prepare = preparing(db)
  return (query) => {
    const filter = new Filter()
    filter.where('seq < ?', query.before)
    filter.where('seq > ?', query.after)
    filter.where('source = ?', query.source)
    filter.among('source', query.sources)
    filter.where('type = ?', query.type)
    filter.where('verdict = ?', query.verdict === undefined ? undefined : verdictNumber[query.verdict])
    filter.where('received_ms >= ?', query.from)
    filter.where('received_ms < ?', query.to)
    const order = query.oldestFirst === true ? 'asc' : 'desc'
    const list = prepare(`select ${eventColumns} from event ${filter} order by seq ${order} limit ?`)
    return list.all(...filter.values, query.limit).map(storedEvent)
  }
}

/** Looks events up by a value that they are indexed under, newest first. */
export function eventsByValue(db: DatabaseSync): (query: ValueQuery) => Looked<StoredEvent, number> {
  const prepare = preparing(db)
  return ({ source, value, type, from, to, before, limit, look }) => {
    const under = new Filter()
    under.where('source = ?', source)
    under.where('value = ?', value)
    under.where('seq < ?', before)
    const indexed = `select seq from path_value ${under} order by seq desc`
    const filter = new Filter()
    filter.where('event.type = ?', type)
    filter.where('event.received_ms >= ?', from)
    filter.where('event.received_ms < ?', to)
    const list = prepare(`
      select ${eventColumns} from (${indexed} limit ?) looked cross join event on event.seq = looked.seq ${filter}
      order by looked.seq desc limit ?`)
    const items = list.all(...under.values, look, ...filter.values, limit).map(storedEvent)
    if (items.length === limit) return { items, reached: items.at(-1)?.seq ?? null }
    const last = prepare(`${indexed} limit 1 offset ?`).get(...under.values, look - 1)
    return { items, reached: last === undefined ? null : Number(last.seq) }
  }
}

/** Counts what lies between two events; the rows are read one by one, so ask for few. */
export function eventCount(db: DatabaseSync): (query: EventCount) => number {
  const count = db.prepare(`
    select count(*) as n from event where seq > :after and seq <= :upTo
      and (:source is null or source = :source) and (:type is null or type = :type)
      and (:verdict is null or verdict = :verdict)`)
  return ({ after, upTo, source = null, type = null, verdict }) => {
    const wanted = verdict === undefined ? null : verdictNumber[verdict]
    return Number(count.get({ after, upTo, source, type, verdict: wanted })?.n)
  }
}
