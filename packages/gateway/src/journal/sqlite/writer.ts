import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { isDiskFull } from '../../model/disk-full.ts'
import { JournalRefused, JournalUnavailable } from '../errors.ts'
import { createCheckpoints } from './checkpoints.ts'
import { journalFile } from './connection.ts'
import { type Fault, toFault } from './fault.ts'
import { lockFile, lockFolder } from './lock.ts'
import type { Tuning } from './tuning.ts'
import type { BatchAnswer, BatchMessage, CallAnswer, CallMessage, Started } from './wire/message.ts'
import { openStore, type Store, type StoreCalls } from './write/store.ts'

/**
 * The thread that writes. It takes all that waits in its mailbox, applies it in one transaction, answers,
 * and looks again: while one commit waits for the disk, the next fills.
 */
export interface WriterData {
  readonly folder: string
  readonly lockWaitMs: number
  readonly keyFingerprint: string | null
  readonly auditKey: Uint8Array
  readonly tuning: Tuning
  /** To the thread that checkpoints. */
  readonly checkpointer: MessagePort
}

const isFull = (fault: Fault): boolean => fault.kind === 'unavailable' && fault.code === 'ERR_JOURNAL_FULL'

type Message = BatchMessage | CallMessage

/** Monotonic, so that a clock step neither ends a lease nor extends one. */
const clock = (): number => performance.timeOrigin + performance.now()

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    for (const file of [journalFile(folder), lockFile(folder)]) {
      // SQLite gives its log and index the mode of the file that they belong to. A file that is there is
      // not opened: closing it again would end every POSIX lock that this process holds on it.
      if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
      chmodSync(file, 0o600)
    }
  } catch (error) {
    if (isDiskFull(error)) throw new JournalUnavailable('ERR_JOURNAL_FULL', `There is no room in ${folder}.`)
    throw new JournalRefused(
      'ERR_DATA_FOLDER_UNUSABLE',
      `The data folder ${folder} cannot be used: ${error instanceof Error ? error.message : ''}`,
      { cause: error },
    )
  }
}

function start(port: MessagePort): void {
  const { folder, lockWaitMs, keyFingerprint, auditKey, tuning, checkpointer } = workerData as WriterData
  const started: Started = { kind: 'started', fault: null }
  let store: Store
  let lock: { release(): void }
  try {
    prepareFolder(folder)
    lock = lockFolder(folder, lockWaitMs)
    store = openStore(folder, tuning, clock, auditKey)
    if (keyFingerprint !== null) store.agreeOnKey(keyFingerprint)
  } catch (error) {
    port.postMessage({ ...started, fault: toFault(error) })
    checkpointer.close()
    port.close()
    return
  }
  const checkpoints = createCheckpoints(store, checkpointer, tuning, () => performance.now())
  port.postMessage(started)

  let batches: BatchMessage[] = []
  const applyWaiting = () => {
    if (batches.length === 0) return
    const applied = batches
    batches = []
    const done = store.apply(applied)
    let full = false
    for (const [index, { results, faults }] of done.entries()) {
      full ||= faults.some(([, fault]) => isFull(fault))
      const batch = applied[index]
      if (batch === undefined) continue
      const { numbers, bytes } = batch
      const answer: BatchAnswer = { kind: 'batch', results, faults, numbers, bytes }
      port.postMessage(answer, [results.buffer, numbers, bytes])
    }
    checkpoints.written(full)
  }

  const call = ({ id, method, args, inParts }: CallMessage) => {
    const answer: CallAnswer = { kind: 'call', id }
    const tell = (part: unknown): void => port.postMessage({ ...answer, part })
    try {
      if (method === 'close') {
        checkpoints.close()
        store.close()
        lock.release()
        port.postMessage(answer)
        port.close()
        return
      }
      const target = store[method as keyof StoreCalls] as (...given: readonly unknown[]) => unknown
      port.postMessage({ ...answer, value: target(...args, ...(inParts ? [tell] : [])) })
      checkpoints.written(false)
    } catch (error) {
      const fault = toFault(error)
      port.postMessage({ ...answer, fault })
      checkpoints.written(isFull(fault))
    }
  }

  port.on('message', (first: Message) => {
    for (
      let message: Message | undefined = first;
      message !== undefined;
      message = receiveMessageOnPort(port)?.message
    ) {
      if (message.kind === 'batch') batches.push(message)
      else {
        applyWaiting()
        call(message)
      }
    }
    applyWaiting()
  })
}

if (parentPort !== null) start(parentPort)
