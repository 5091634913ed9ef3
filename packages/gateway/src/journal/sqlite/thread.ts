import { Worker } from 'node:worker_threads'
import { JournalUnavailable } from '../errors.ts'
import { fromFault } from './fault.ts'
import type { BatchAnswer, CallAnswer, Started } from './wire/message.ts'

interface Waiting {
  /** Called with each part of an answer, before all of it is there. */
  part?(part: unknown): void
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * A worker thread that answers requests by name, and begins with the first: each costs some 100 ms of processor time and
 * 8 MiB. Its death fails what waits, and all that comes after.
 */
export class Thread<C> {
  readonly #make: () => Worker
  #worker: Worker | null = null
  readonly #waiting = new Map<number, Waiting>()
  readonly #started: Promise<void>
  #lastId = 0
  #ended: Error | null = null
  #closing = false
  /** Called with each answer to a batch. */
  onBatch: (answer: BatchAnswer) => void = () => undefined
  /** Called once when the thread is gone: what later requests are told, and whether it was asked to close. */
  onEnd: (error: Error, asked: boolean) => void = () => undefined

  constructor(url: URL, options: ConstructorParameters<typeof Worker>[1]) {
    this.#make = () => new Worker(url, options)
    this.#started = new Promise((resolve, reject) => {
      this.#waiting.set(0, { resolve: () => resolve(), reject })
    })
    this.#started.catch(() => undefined)
  }

  /** Begins, where it has not; one that was closed before does no more. */
  begin(): void {
    if (this.#worker === null && this.#ended === null) this.#begun()
  }

  #begun(): Worker {
    if (this.#worker !== null) return this.#worker
    const worker = this.#make()
    this.#worker = worker
    worker.on('message', (message: BatchAnswer | CallAnswer | Started) => this.#take(message))
    worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#end(null))
    return worker
  }

  /** Begins; over when the thread is ready; rejects with what refused its start. */
  started(): Promise<void> {
    this.begin()
    return this.#started
  }

  call<M extends keyof C & string>(
    method: M,
    ...args: C[M] extends (...given: infer A) => unknown ? A : never
  ): Promise<C[M] extends (...given: never[]) => infer R ? R : never> {
    return this.#ask(method, args) as Promise<C[M] extends (...given: never[]) => infer R ? R : never>
  }

  /** As `call`, of a method whose last argument is told the parts of the answer as they are made. */
  callInParts<M extends keyof C & string>(
    method: M,
    take: C[M] extends (tell: infer T) => unknown ? T : never,
  ): Promise<C[M] extends (...given: never[]) => infer R ? R : never> {
    return this.#ask(method, [], take as (part: unknown) => void) as Promise<
      C[M] extends (...given: never[]) => infer R ? R : never
    >
  }

  post(message: unknown, transfer: ArrayBuffer[]): void {
    if (this.#ended === null) this.#begun().postMessage(message, transfer)
  }

  /** Asks the thread to close its connection, and waits until it has ended. */
  async close(): Promise<void> {
    if (this.#ended !== null) return
    this.#closing = true
    const worker = this.#worker
    if (worker === null) return this.#end(null)
    const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    await this.#ask('close', [])
    await exit
  }

  #ask(method: string, args: readonly unknown[], part?: (part: unknown) => void): Promise<unknown> {
    if (this.#ended !== null) return Promise.reject(this.#ended)
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(part && { part }) })
      this.#begun().postMessage({ kind: 'call', id, method, args, ...(part && { inParts: true }) })
    })
  }

  #take(message: BatchAnswer | CallAnswer | Started): void {
    if (message.kind === 'batch') {
      this.onBatch(message)
      return
    }
    const id = message.kind === 'started' ? 0 : message.id
    const waiting = this.#waiting.get(id)
    if (message.kind === 'call' && 'part' in message) {
      waiting?.part?.(message.part)
      return
    }
    this.#waiting.delete(id)
    if (message.fault) waiting?.reject(fromFault(message.fault))
    else waiting?.resolve(message.kind === 'started' ? undefined : message.value)
  }

  #end(cause: Error | null): void {
    if (this.#ended !== null) return
    this.#ended = new JournalUnavailable(
      'ERR_JOURNAL_UNAVAILABLE',
      this.#closing ? 'The journal is closed.' : 'A thread of the journal has died.',
      cause === null ? {} : { cause },
    )
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
    this.onEnd(this.#ended, this.#closing)
  }
}
