import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Looks into a closed store past the engine: what the counts say against what the rows are. Nothing may have
 * been pruned. Answers each disagreement as a sentence.
 */
export function disagreements(folder: string): string[] {
  const db = new DatabaseSync(join(folder, 'journal.sqlite'), { readOnly: true })
  const found: string[] = []
  try {
    const number = (sql: string) => Number(Object.values(db.prepare(sql).get() ?? {})[0])
    const same = (what: string, counted: string, rows: string) => {
      const [a, b] = [number(`select ${counted} from state`), number(rows)]
      if (a !== b) found.push(`${what}: counted ${a}, found ${b}`)
    }
    const integrity = String(Object.values(db.prepare('pragma integrity_check').get() ?? {})[0])
    if (integrity !== 'ok') found.push(`integrity: ${integrity}`)
    same('events', 'verified + authenticated + unsigned + published', 'select count(*) from event')
    same('last seq', 'last_seq', 'select coalesce(max(seq), 0) from event')
    same('pending', 'pending', 'select count(*) from queue')
    same('delivered', 'delivered', 'select count(*) from attempt where final = 1')
    same('rejections', 'rejections', 'select count(*) from rejection')
    same(
      'ledger',
      'ledger_rows',
      'select count(*) from (select key from event where key is not null union select bytes_key from event where bytes_key is not null)',
    )
    if (number('select count(*) from event') !== number('select count(*) from payload')) {
      found.push('an event without its payload, or a payload without its event')
    }
    const stray = number(`
      select count(*) from queue where not exists (select 1 from event where event.seq = queue.seq)`)
    if (stray > 0) found.push(`${stray} queue rows without an event`)
    const both = number(`
      select count(*) from queue join attempt using (seq, lane, replay) where final is not null`)
    if (both > 0) found.push(`${both} deliveries that are settled and pending`)
  } finally {
    db.close()
  }
  return found
}
