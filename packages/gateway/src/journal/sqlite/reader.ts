import { setPriority } from 'node:os'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openForReading } from './connection.ts'
import { toFault } from './fault.ts'
import { type AuditTableReads, auditReads } from './read/audit.ts'
import { type BlockReads, blockReads } from './read/blocks.ts'
import { type DeliveryReads, deliveryReads } from './read/deliveries.ts'
import { type DeliveryLooks, deliveryLooks } from './read/delivery-looks.ts'
import { type ErasureReads, erasureReads } from './read/erasures.ts'
import { eventCount, eventList, eventsByValue } from './read/events.ts'
import { factsRead } from './read/facts.ts'
import { type LoanReads, loanReads } from './read/loans.ts'
import { type PackedPayloads, type PayloadReads, payloadReads } from './read/payloads.ts'
import { type QueueReads, queueReads } from './read/queue.ts'
import { type RejectionReads, rejectionReads } from './read/rejections.ts'
import { type ReplayReads, replayReads } from './read/replays.ts'
import { type SealReads, sealReads } from './read/seals.ts'
import { bodySearch } from './read/search.ts'
import { seriesRead } from './read/series.ts'
import { statsRead } from './read/stats.ts'
import type { CallAnswer, CallMessage } from './wire/message.ts'

/** A thread that reads: each request sees one snapshot, however many statements it is, with every finished commit. */
export interface ReaderData {
  readonly folder: string
  readonly cacheKib: number
  /** Works only where the processor is not wanted by the others. */
  readonly idle?: true
}

/** What a reader can be asked, by name. */
export interface ReaderCalls
  extends QueueReads,
    LoanReads,
    PayloadReads,
    DeliveryReads,
    DeliveryLooks,
    BlockReads,
    RejectionReads,
    ReplayReads,
    ErasureReads,
    AuditTableReads,
    SealReads {
  events: ReturnType<typeof eventList>
  countEvents: ReturnType<typeof eventCount>
  eventsByValue: ReturnType<typeof eventsByValue>
  stats: ReturnType<typeof statsRead>
  facts: ReturnType<typeof factsRead>
  searchBodies: ReturnType<typeof bodySearch>
  series: ReturnType<typeof seriesRead>
}

interface OpenReader {
  readonly calls: ReaderCalls
  /** Between two statements that each saw the store by themselves a delivery would be listed twice, or not at all. */
  atOnce<T>(work: () => T): T
  close(): void
}

function open({ folder, cacheKib }: ReaderData): OpenReader {
  const db = openForReading(folder, cacheKib)
  const [begin, end] = [db.prepare('begin'), db.prepare('commit')]
  const calls = {
    ...queueReads(db),
    ...loanReads(db),
    ...payloadReads(db),
    ...deliveryReads(db),
    ...deliveryLooks(db),
    ...blockReads(db),
    ...rejectionReads(db),
    ...replayReads(db),
    ...erasureReads(db),
    ...auditReads(db),
    ...sealReads(db),
    events: eventList(db),
    eventsByValue: eventsByValue(db),
    countEvents: eventCount(db),
    stats: statsRead(db),
    facts: factsRead(db, folder),
    searchBodies: bodySearch(db),
    series: seriesRead(db),
  }
  return {
    calls,
    atOnce(work) {
      begin.run()
      try {
        return work()
      } finally {
        if (db.isTransaction) end.run()
      }
    },
    close: () => db.close(),
  }
}

function start(port: MessagePort): void {
  // Linux alone has a priority for each thread; elsewhere it would be that of the process.
  if ((workerData as ReaderData).idle === true && process.platform === 'linux') setPriority(19)
  // Opened when first asked: the thread starts beside the writer, which may have to make the file.
  let opened: ReturnType<typeof open> | null = null
  port.on('message', ({ id, method, args }: CallMessage) => {
    const answer: CallAnswer = { kind: 'call', id }
    if (method === 'close') {
      opened?.close()
      port.postMessage(answer)
      port.close()
      return
    }
    try {
      opened ??= open(workerData as ReaderData)
      const target = opened.calls[method as keyof ReaderCalls] as (...given: readonly unknown[]) => unknown
      const value = opened.atOnce(() => target(...args))
      const transfer = method === 'payloads' ? [(value as PackedPayloads).bytes] : []
      port.postMessage({ ...answer, value }, transfer)
    } catch (error) {
      port.postMessage({ ...answer, fault: toFault(error) })
    }
  })
}

if (parentPort !== null) start(parentPort)
