import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openForWriting } from './connection.ts'
import type { CallAnswer, CallMessage } from './wire/message.ts'

/** The thread that copies the log into the file, beside the writer. It begins when that is first asked for, and does it. */
export interface CheckpointerData {
  readonly folder: string
  readonly writer: MessagePort
}

function start(port: MessagePort): void {
  const { folder, writer } = workerData as CheckpointerData
  let db: ReturnType<typeof openForWriting> | null = null

  const pass = (): void => {
    let passed = true
    try {
      db ??= openForWriting(folder, 1024)
      db.prepare('pragma wal_checkpoint(passive)').get()
    } catch {
      // A full disk; the log keeps what is not copied yet, and the writer asks again.
      passed = false
    }
    writer.postMessage(passed)
  }
  pass()
  writer.on('message', pass)
  // The only request by name is to close.
  port.on('message', ({ id }: CallMessage) => {
    db?.close()
    writer.close()
    port.postMessage({ kind: 'call', id } satisfies CallAnswer)
    port.close()
  })
}

if (parentPort !== null) start(parentPort)
