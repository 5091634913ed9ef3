import type { DatabaseSync } from 'node:sqlite'
import type { StoredEvent } from '../../../model/event.ts'
import type { BodySearch, Searched } from '../../port/look.ts'
import { eventColumns, storedEvent } from './event-row.ts'
import { Filter } from './filter.ts'
import { preparing } from './prepared.ts'

/** Numbers that one statement looks through: few, since a body may take 1 MiB. */
const atOnce = 128

/** Looks through bodies from a number downwards until the slice is over. */
export function bodySearch(db: DatabaseSync): (search: BodySearch) => Searched {
  const prepare = preparing(db)
  return ({ bytes, sources, type, from, to, low, high, limit, sliceMs }) => {
    const filter = new Filter()
    filter.add('event.seq between ? and ?')
    filter.among('event.source', sources)
    filter.where('event.type = ?', type)
    filter.where('event.received_ms >= ?', from)
    filter.where('event.received_ms < ?', to)
    const meant = `from event cross join payload on payload.seq = event.seq ${filter}`
    const count = prepare(`select count(*) as n ${meant}`)
    const find = prepare(
      `select ${eventColumns} ${meant} and instr(payload.body, ?) > 0 order by event.seq desc limit ?`,
    )
    const items: StoredEvent[] = []
    const begun = performance.now()
    let looked = 0
    for (let top = high; top >= low; ) {
      const bottom = Math.max(low, top - atOnce + 1)
      looked += Number(count.get(bottom, top, ...filter.values)?.n)
      const rows = find.all(bottom, top, ...filter.values, bytes, limit - items.length)
      items.push(...rows.map(storedEvent))
      if (items.length >= limit) return { items, looked, reached: items.at(-1)?.seq ?? bottom }
      if (performance.now() - begun >= sliceMs && bottom > low) return { items, looked, reached: bottom }
      top = bottom - 1
    }
    return { items, looked, reached: null }
  }
}
