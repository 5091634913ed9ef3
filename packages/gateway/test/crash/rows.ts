import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { JournalStats } from '../../src/model/stats.ts'
import type { Store } from './victim.ts'

/** Reads numbers from a store past its engine. */
type Ask = (statement: string) => Promise<number>

/** What the rows themselves are, whatever the engine counts. */
export interface Rows {
  readonly events: number
  readonly queue: number
  readonly rejections: number
  readonly delivered: number
  readonly dead: number
  readonly discarded: number
  /** Queue rows whose event or payload is gone. */
  readonly orphans: number
  /** Deliveries that are pending and settled at once. */
  readonly both: number
  /** Deliveries that ended more than once. */
  readonly twice: number
}

const statements: Readonly<Record<keyof Rows, string>> = {
  events: 'select count(*) as n from event',
  queue: 'select count(*) as n from queue',
  rejections: 'select count(*) as n from rejection',
  delivered: 'select count(*) as n from attempt where final = 1',
  dead: 'select count(*) as n from attempt where final = 2',
  discarded: 'select count(*) as n from attempt where final = 3',
  orphans: `select count(*) as n from queue where not exists (select 1 from event where event.seq = queue.seq)
    or not exists (select 1 from payload where payload.seq = queue.seq)`,
  both: `select count(*) as n from queue join attempt using (seq, lane, replay) where final is not null`,
  twice: `select count(*) as n from (select seq from attempt where final is not null
    group by seq, lane, replay having count(*) > 1) as more`,
}

/** Reads them all, in one moment only where nothing writes. */
export async function readRows(store: Store): Promise<Rows> {
  const { ask, close } = await opened(store)
  try {
    const found: [string, number][] = []
    for (const [name, statement] of Object.entries(statements)) found.push([name, await ask(statement)])
    return Object.fromEntries(found) as unknown as Rows
  } finally {
    await close()
  }
}

async function opened(store: Store): Promise<{ ask: Ask; close: () => Promise<void> }> {
  if ('folder' in store) {
    const db = new DatabaseSync(join(store.folder, 'journal.sqlite'), { readOnly: true })
    return { ask: async (statement) => Number(db.prepare(statement).get()?.n), close: async () => db.close() }
  }
  const client = new pg.Client({ connectionString: store.url, options: '-c search_path=countersign' })
  await client.connect()
  return {
    ask: async (statement) => Number((await client.query(statement)).rows[0]?.n),
    close: () => client.end(),
  }
}

/** What the counts say otherwise than the rows, a sentence each; `pruned` events have gone with their attempts. */
export function disagreements(rows: Rows, stats: JournalStats, pruned: number): readonly string[] {
  const found: string[] = []
  const same = (what: string, counted: number, there: number, gone = 0): void => {
    if (counted < there || counted > there + gone) found.push(`${what}: counted ${counted}, found ${there}`)
  }
  same('events', stats.events, rows.events, pruned)
  same('pending', stats.deliveries.pending, rows.queue)
  same('rejections', stats.rejections, rows.rejections)
  same('delivered', stats.deliveries.delivered, rows.delivered, pruned)
  same('dead', stats.deliveries.dead, rows.dead)
  same('discarded', stats.deliveries.discarded, rows.discarded)
  same('orphans', 0, rows.orphans)
  same('pending and settled', 0, rows.both)
  same('ended twice', 0, rows.twice)
  return found
}
