import { DatabaseSync } from 'node:sqlite'

const day = 86_400_000

/**
 * Writes events into a store by SQL, evenly over the week to a time, of all sources but the last, which has one in a hundred
 * thousand; each delivered, 1 % dead. Its schema and its sources are there already.
 */
export function fillStore(file: string, count: number, sources: number, to: number): void {
  const begun = performance.now()
  const db = new DatabaseSync(file)
  db.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -400000')
  db.exec('begin')
  db.exec(`
    create temp table n as with recursive n(seq) as (select 1 union all select seq + 1 from n where seq < ${count}) select seq from n;
    insert into event (seq, tag, source, verdict, type, received_ms, size, content_type)
      select seq, seq % 1000003, case when seq % 100000 = 7 then ${sources} else 1 + seq % ${sources - 1} end, 0,
        case when seq % 1000 = 0 then 'rare' else 'orders/paid' end,
        cast(${to - 7 * day} + seq * ${(7 * day) / count} as integer), 700, 'application/json' from n;
    insert into attempt (seq, lane, replay, n, at, ms, status, code, final, answer)
      select seq, 1, 0, 1, cast(${to - 7 * day} + seq * ${(7 * day) / count} as integer), 5,
        case when seq % 100 = 0 then 503 else 200 end,
        case when seq % 100 = 0 then 'ERR_DELIVERY_ANSWER' end, case when seq % 100 = 0 then 2 else 1 end, x'' from n;
    update state set last_seq = ${count};
  `)
  db.exec('commit')
  db.close()
  console.log(`${count} events written in ${((performance.now() - begun) / 1000).toFixed(0)} s`)
}
