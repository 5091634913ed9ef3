import { undecidedDue } from '../../../model/delivery.ts'
import type { Waiting } from '../../port/queue.ts'
import { numberArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

/**
 * Makes what waits due now, whoever owns its lane. A row that is being settled or lent at this moment is left
 * alone: nothing waits for it here.
 */
export async function sendNow(
  database: Pick<Database, 'transaction'>,
  which: Waiting,
  after: number,
  now: number,
): Promise<number> {
  return await database.transaction(async (query) => {
    await query('select countersign.begin_write_1()')
    const [row] =
      'lane' in which
        ? await query<{ moved: number }>(moving(ofLane), [after, now, which.lane, which.limit])
        : await query<{ moved: number }>(moving(ofKeys), [
            after,
            now,
            numberArray(which.keys.map(({ seq }) => seq)),
            numberArray(which.keys.map(({ lane }) => lane)),
            numberArray(which.keys.map(({ replay }) => replay)),
          ])
    return row?.moved ?? 0
  })
}

const ofLane = `
  select lane, due, seq, replay from countersign.queue
   where lane = $3 and due > $1 and due < ${undecidedDue} and lease is null order by due, seq, replay limit $4`

/** Those named, each with those before it in its order. */
const ofKeys = `
  select q.lane, q.due, q.seq, q.replay
    from countersign.queue q
    join unnest($3::bigint[], $4::int[], $5::int[]) g(seq, lane, replay) using (seq, lane, replay)
   union
  select earlier.lane, earlier.due, earlier.seq, earlier.replay
    from countersign.queue q
    join unnest($3::bigint[], $4::int[], $5::int[]) g(seq, lane, replay) using (seq, lane, replay)
    join countersign.queue earlier on earlier.lane = q.lane and earlier.order_key = q.order_key
     and (earlier.seq, earlier.replay) < (q.seq, q.replay)`

const moving = (meant: string): string => `
  with meant as materialized (${meant}), held as materialized (
    select q.lane, q.due, q.seq, q.replay
      from countersign.queue q join meant using (lane, due, seq, replay)
     where q.due > $1 and q.due < ${undecidedDue} and q.lease is null
       for update of q skip locked
  ), moved as (
    update countersign.queue q set due = $2::bigint from held
     where q.lane = held.lane and q.due = held.due and q.seq = held.seq and q.replay = held.replay
    returning 1
  )
  select count(*)::int as moved from moved`
