import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { StoredEvent } from '../../../model/event.ts'
import type { EventCount, EventQuery } from '../../port/look.ts'
import { verdicts } from '../verdicts.ts'
import { eventColumns, storedEvent } from './event-row.ts'

/** Lists events newest or oldest first; a walk along the primary key that filters as it goes. */
export function eventList(db: DatabaseSync): (query: EventQuery) => StoredEvent[] {
  const prepared = new Map<string, StatementSync>()
  return (query) => {
    const conditions: string[] = []
    const values: (string | number)[] = []
    const where = (condition: string, value: string | number | undefined) => {
      if (value === undefined) return
      conditions.push(condition)
      values.push(value)
    }
    where('seq < ?', query.before)
    where('seq > ?', query.after)
    where('source = ?', query.source)
    if (query.sources !== undefined) {
      conditions.push(`source in (${query.sources.map(() => '?').join()})`)
      values.push(...query.sources)
    }
    where('type = ?', query.type)
    where('verdict = ?', query.verdict === undefined ? undefined : verdicts.indexOf(query.verdict))
    where('received_ms >= ?', query.from)
    where('received_ms < ?', query.to)
    const filter = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
    const sql = `select ${eventColumns} from event ${filter} order by seq ${query.oldestFirst === true ? 'asc' : 'desc'} limit ?`
    const statement = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, statement)
    return statement.all(...values, query.limit).map(storedEvent)
  }
}

/** Counts what lies between two events; the rows are read one by one, so ask for few. */
export function eventCount(db: DatabaseSync): (query: EventCount) => number {
  const count = db.prepare(`
    select count(*) as n from event where seq > :after and seq <= :upTo
      and (:source is null or source = :source) and (:type is null or type = :type)
      and (:verdict is null or verdict = :verdict)`)
  return ({ after, upTo, source = null, type = null, verdict }) => {
    const wanted = verdict === undefined ? null : verdicts.indexOf(verdict)
    return Number(count.get({ after, upTo, source, type, verdict: wanted })?.n)
  }
}
