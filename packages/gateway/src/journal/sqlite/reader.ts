import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openForReading } from './connection.ts'
import { toFault } from './fault.ts'
import { type DeliveryReads, deliveryReads } from './read/deliveries.ts'
import { eventList } from './read/events.ts'
import { type PayloadReads, payloadReads } from './read/payloads.ts'
import { type QueueReads, queueReads } from './read/queue.ts'
import { type RejectionReads, rejectionReads } from './read/rejections.ts'
import { statsRead } from './read/stats.ts'
import type { CallAnswer, CallMessage, Started } from './wire/message.ts'

/** A thread that reads: each request is one or few statements on a snapshot that includes every finished commit. */
export interface ReaderData {
  readonly folder: string
  readonly cacheKib: number
}

/** What a reader can be asked, by name. */
export interface ReaderCalls extends QueueReads, PayloadReads, DeliveryReads, RejectionReads {
  events: ReturnType<typeof eventList>
  stats: ReturnType<typeof statsRead>
}

function start(port: MessagePort): void {
  const { folder, cacheKib } = workerData as ReaderData
  const started: Started = { kind: 'started', fault: null }
  let db: ReturnType<typeof openForReading>
  try {
    db = openForReading(folder, cacheKib)
  } catch (error) {
    port.postMessage({ ...started, fault: toFault(error) })
    port.close()
    return
  }
  const calls: ReaderCalls = {
    ...queueReads(db),
    ...payloadReads(db),
    ...deliveryReads(db),
    ...rejectionReads(db),
    events: eventList(db),
    stats: statsRead(db),
  }
  port.postMessage(started)
  port.on('message', ({ id, method, args }: CallMessage) => {
    const answer: CallAnswer = { kind: 'call', id }
    if (method === 'close') {
      db.close()
      port.postMessage(answer)
      port.close()
      return
    }
    try {
      const target = calls[method as keyof ReaderCalls] as (...given: readonly unknown[]) => unknown
      const value = target(...args)
      const transfer = method === 'payloads' ? [(value as { bytes: ArrayBuffer }).bytes] : []
      port.postMessage({ ...answer, value }, transfer)
    } catch (error) {
      port.postMessage({ ...answer, fault: toFault(error) })
    }
  })
}

if (parentPort !== null) start(parentPort)
