import type { DatabaseSync } from 'node:sqlite'

/** What the writer counts, in columns of one row: a transaction writes it once, and stats count no rows. */
const columns = [
  'epoch',
  'last_seq',
  'last_rejection',
  'verified',
  'authenticated',
  'unsigned',
  'published',
  'backfilled',
  'duplicates',
  'rejections',
  'pending',
  'delivered',
  'dead',
  'discarded',
  'ledger_rows',
  'ledger_oldest',
] as const

type Column = (typeof columns)[number]

/** The counts as they stand, `ledger_oldest` infinite where the ledger is empty. */
type Counts = Record<Column, number>

/** The state row in memory: changed freely during a transaction, saved before its commit. */
export interface State {
  readonly counts: Counts
  save(): void
  /** Reads the row anew, after a rollback. */
  load(): void
}

export function openState(db: DatabaseSync): State {
  const read = db.prepare('select * from state')
  const write = db.prepare(`update state set ${columns.map((column) => `${column} = ?`).join(', ')}`)
  const counts = Object.fromEntries(columns.map((column) => [column, 0])) as Counts
  const load = () => {
    const row = read.get()
    for (const column of columns) {
      const value = row?.[column]
      counts[column] = typeof value === 'number' ? value : Number.POSITIVE_INFINITY
    }
  }
  load()
  return {
    counts,
    load,
    save: () => {
      write.run(...columns.map((column) => (Number.isFinite(counts[column]) ? counts[column] : null)))
    },
  }
}
