import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { ChooseKey } from '../choose-key.ts'
import type { Journal } from '../journal.ts'
import type { CheckpointerData } from './checkpointer.ts'
import { createSqliteJournal } from './journal.ts'
import { keptKeyIn } from './read/seals.ts'
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
  /** The sealing key's, as `seal` tells it: the store keeps the first and refuses another. Default: not compared. */
  readonly keyFingerprint?: string
  /** What the audit is chained under, 32 bytes; derived from the sealing key. Default: zeros, which prove nothing. */
  readonly auditKey?: Uint8Array
  /** Answers both by what the store keeps of its key, where there are several keys. Default: as given. */
  readonly chooseKey?: ChooseKey
  readonly tuning?: Partial<Tuning>
}

/**
 * Opens the journal of a data folder, for this process alone. Rejects with `JournalRefused`:
 * `ERR_DATA_FOLDER_IN_USE`, `ERR_DATA_FOLDER_UNUSABLE`, `ERR_SCHEMA_NEWER`, `ERR_SCHEMA_FOREIGN`,
 * `ERR_SEALING_KEY_DIFFERS`; or with `JournalUnavailable` where the disk is full or read-only.
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const { folder, lockWaitMs = 5000, chooseKey } = options
  const chosen = chooseKey?.(keptKeyIn(folder)) ?? options
  const { keyFingerprint = null, auditKey = new Uint8Array(32) } = chosen
  const tuning: Tuning = { ...defaultTuning, ...options.tuning }
  const channel = new MessageChannel()

  // The writer alone begins now, and says when it is ready.
  const writer = thread<StoreCalls, WriterData>('writer', 8, {
    data: { folder, lockWaitMs, keyFingerprint, auditKey, tuning, checkpointer: channel.port1 },
    transfer: [channel.port1],
  })
  const checkpointer = thread<object, CheckpointerData>('checkpointer', 2, {
    data: { folder, writer: channel.port2 },
    transfer: [channel.port2],
  })
  // It is not told of what made it begin, and does that first.
  channel.port2.once('message', () => checkpointer.begin())
  channel.port2.unref()
  const readers: ReaderData = { folder, cacheKib: tuning.readerCacheKib }
  const reader = (more: Partial<ReaderData> = {}) =>
    thread<ReaderCalls, ReaderData>('reader', 4, { data: { ...readers, ...more } })
  const threads = { writer, checkpointer, queue: reader(), lists: reader(), search: reader({ idle: true }) }
  try {
    await writer.started()
  } catch (error) {
    await checkpointer.close()
    throw error
  }
  return createSqliteJournal({ ...threads, auditKey })
}

/**
 * One of the threads beside this file, as source or built. Its nursery is kept small: V8 would let
 * each grow to 48 MiB, and what these threads leave behind is short-lived whatever its size.
 */
function thread<C, D>(
  name: 'writer' | 'checkpointer' | 'reader',
  nurseryMiB: number,
  { data, transfer = [] }: { readonly data: D; readonly transfer?: MessagePort[] },
): Thread<C> {
  const file = import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`
  return new Thread<C>(new URL(file, import.meta.url), {
    workerData: data,
    transferList: transfer,
    resourceLimits: { maxYoungGenerationSizeMb: nurseryMiB },
  })
}
