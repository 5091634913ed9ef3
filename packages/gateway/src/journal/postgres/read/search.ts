import type { StoredEvent } from '../../../model/event.ts'
import type { BodySearch, Searched } from '../../port/look.ts'
import { holdable, numberArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'
import { columns, type EventRow, eventOf } from './events.ts'

/** Numbers that one statement looks through. */
const atOnce = 512

/** Looks through bodies from a number downwards until the slice is over; each statement is short, and one at a time. */
export async function searchBodies(database: Database, search: BodySearch): Promise<Searched> {
  const { bytes, sources, type, from, to, low, high, limit, sliceMs } = search
  const meant = [
    sources === undefined ? null : numberArray(sources),
    type === undefined ? null : holdable(type),
    from ?? null,
    to ?? null,
    Buffer.from(bytes),
  ]
  const items: StoredEvent[] = []
  const begun = performance.now()
  let looked = 0
  for (let top = high; top >= low; ) {
    const bottom = Math.max(low, top - atOnce + 1)
    // The limit is applied here: `looked` counts all rows.
    const [row] = await database.read<{ looked: string; found: string }>(
      `select count(*) as looked,
              coalesce(array_agg(e.seq order by e.seq desc) filter (where position($5::bytea in p.body) > 0), '{}')::text as found
         from countersign.event e join countersign.payload p on p.seq = e.seq
        where e.seq between $6 and $7 and p.seq between $6 and $7
          and ($1::int[] is null or e.source = any($1)) and ($2::text is null or e.type = $2)
          and ($3::bigint is null or e.received >= $3) and ($4::bigint is null or e.received < $4)`,
      [...meant, bottom, top],
    )
    looked += Number(row?.looked ?? 0)
    const seqs = row?.found ?? '{}'
    if (seqs !== '{}') {
      const rows = await database.read<EventRow>(
        `select ${columns} from countersign.event e where e.seq = any($1::bigint[]) order by e.seq desc limit $2`,
        [seqs, limit - items.length],
      )
      items.push(...rows.map(eventOf))
    }
    if (items.length >= limit) return { items, looked, reached: items.at(-1)?.seq ?? bottom }
    if (performance.now() - begun >= sliceMs && bottom > low) return { items, looked, reached: bottom }
    top = bottom - 1
  }
  return { items, looked, reached: null }
}
