import { JournalRefused } from '../errors.ts'
import type { Query } from './wire/database.ts'

/** How far a store's transfer into this database has come; kept in `meta`. */
export interface TransferMark {
  /** A hash of the store's counts: another store, or the same after it ran on, has another. */
  readonly of: string
  readonly done: boolean
  readonly tables: Readonly<
    Record<
      string,
      { readonly after: (string | number)[] | null; readonly rows: number; readonly complete: boolean }
    >
  >
}

/** The mark, or null where no store was ever copied in. */
export async function transferMark(query: Query): Promise<TransferMark | null> {
  const [row] = await query<{ value: string }>(`select value from countersign.meta where name = 'transfer'`)
  return row === undefined ? null : (JSON.parse(row.value) as TransferMark)
}

/** A gateway on half a store would give out numbers that the other half has. */
export async function refuseUnfinishedTransfer(query: Query): Promise<void> {
  const mark = await transferMark(query)
  if (mark !== null && !mark.done)
    throw new JournalRefused(
      'ERR_DATABASE_UNSAFE',
      'A store has been copied into this database in part. Run countersign migrate-store to its end first.',
    )
}
