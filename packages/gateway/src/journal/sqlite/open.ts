import { MessageChannel } from 'node:worker_threads'
import type { Journal } from '../journal.ts'
import type { CheckpointerData } from './checkpointer.ts'
import { createSqliteJournal } from './journal.ts'
import type { ReaderCalls, ReaderData } from './reader.ts'
import { Thread } from './thread.ts'
import { defaultTuning, type Tuning } from './tuning.ts'
import type { StoreCalls } from './write/store.ts'
import type { WriterData } from './writer.ts'

export interface SqliteJournalOptions {
  /** The data folder; made with mode 0700 where it does not exist. */
  readonly folder: string
  /** How long to wait for a predecessor to let go of the folder, in ms. Default 5000. */
  readonly lockWaitMs?: number
  readonly tuning?: Partial<Tuning>
}

/**
 * Opens the journal of a data folder, for this process alone. Rejects with `JournalRefused`:
 * `ERR_DATA_FOLDER_IN_USE`, `ERR_DATA_FOLDER_UNUSABLE`, `ERR_SCHEMA_NEWER`, `ERR_SCHEMA_FOREIGN`; or with
 * `JournalUnavailable` where the disk is full or read-only.
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const { folder, lockWaitMs = 5000 } = options
  const tuning: Tuning = { ...defaultTuning, ...options.tuning }
  const channel = new MessageChannel()

  const writer = new Thread<StoreCalls>(sibling('writer'), {
    workerData: { folder, lockWaitMs, tuning, checkpointer: channel.port1 } satisfies WriterData,
    transferList: [channel.port1],
  })
  try {
    await writer.started()
  } catch (error) {
    channel.port2.close()
    throw error
  }
  const checkpointer = new Thread<object>(sibling('checkpointer'), {
    workerData: { folder, writer: channel.port2 } satisfies CheckpointerData,
    transferList: [channel.port2],
  })
  const reader = () =>
    new Thread<ReaderCalls>(sibling('reader'), {
      workerData: { folder, cacheKib: tuning.readerCacheKib } satisfies ReaderData,
    })
  const [queue, lists] = [reader(), reader()]
  await Promise.all([queue.started(), lists.started()])
  return createSqliteJournal({ writer, queue, lists, checkpointer })
}

/** A worker's file beside this one, as source or built. */
function sibling(name: string): URL {
  return new URL(import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, import.meta.url)
}
