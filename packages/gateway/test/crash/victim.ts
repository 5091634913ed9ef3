import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import type { CrashPoint } from './killing.ts'
import { firstKey, live } from './life.ts'

/** Where the store of a life is: a data folder, or a database. */
export type Store = { readonly folder: string } | { readonly url: string }

/** @param keyFingerprint - of the key that seals. Default: whichever does */
export function openStore(store: Store, keyFingerprint?: string): Promise<Journal> {
  const key = keyFingerprint === undefined ? {} : { keyFingerprint }
  if ('folder' in store) return openSqliteJournal({ folder: store.folder, ...key })
  return openPostgresJournal({ url: store.url, now: Date.now, ...key })
}

/** What the process is told when it starts, as JSON. */
export interface Orders {
  readonly store: Store
  readonly receiver: string
  readonly point: CrashPoint | null
}

// The process itself.
if (process.argv[1] === import.meta.filename) {
  const orders = JSON.parse(process.argv[2] ?? '') as Orders
  await live({
    open: () => openStore(orders.store, firstKey),
    receiver: orders.receiver,
    point: orders.point,
  })
  process.exit(0)
}
