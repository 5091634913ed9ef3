import type { Dispatcher } from 'undici'
import type { Answer, DeliveryCode } from '../../model/answer.ts'
import { Gathered } from '../../model/gathered.ts'
import { causeOfError, codeOfError } from '../code-of-error.ts'
import type { OutgoingMessage } from '../transport.ts'
import type { Connection, ConnectionSupply } from './connections.ts'

/** Bytes of an answer that are read before it is cut off. */
const readBytes = 64 * 1024
/** Bytes of an answer that are kept. */
const keptBytes = 4 * 1024
const nothing = new Uint8Array(0)

/**
 * One attempt: a POST, answered or not within `timeoutMs` from name look-up to the answer's last byte. Never
 * rejects: what went wrong is in the answer. A status that has come stands, whatever becomes of the rest. A redirect is
 * an answer like any other, nothing is decompressed, and of an answer that is too long the rest is not read.
 */
export function send(
  connections: ConnectionSupply,
  path: string,
  message: OutgoingMessage,
  timeoutMs: number,
): Promise<Answer> {
  return new Promise((resolve) => {
    new Attempt(connections, path, message, timeoutMs, resolve).begin(false)
  })
}

/** Ends an attempt from outside: its time is over, or what is read of an answer has been read. */
class Cut extends Error {
  override readonly name = 'Cut'
  readonly code: DeliveryCode
  constructor(code: DeliveryCode) {
    super('the attempt was ended')
    this.code = code
  }
}

class Attempt implements Dispatcher.DispatchHandler {
  readonly #connections: ConnectionSupply
  readonly #path: string
  readonly #message: OutgoingMessage
  readonly #resolve: (answer: Answer) => void
  readonly #startedAt = performance.now()
  readonly #timeoutMs: number
  readonly #timer: NodeJS.Timeout
  #connection: Connection | null = null
  #connected = false
  #onUsedConnection = false
  #status: number | null = null
  #retryAfter: string | null = null
  readonly #kept = new Gathered()
  #bytes = 0

  constructor(
    connections: ConnectionSupply,
    path: string,
    message: OutgoingMessage,
    timeoutMs: number,
    resolve: (answer: Answer) => void,
  ) {
    this.#connections = connections
    this.#path = path
    this.#message = message
    this.#timeoutMs = timeoutMs
    this.#resolve = resolve
    this.#timer = setTimeout(() => {
      this.#end(new Cut(this.#connected ? 'ERR_DELIVERY_TIMEOUT' : 'ERR_DELIVERY_CONNECT_TIMEOUT'))
    }, timeoutMs)
  }

  begin(fresh: boolean): void {
    const connection = this.#connections.take(fresh, this.#timeoutMs)
    this.#connection = connection
    this.#onUsedConnection = connection.served > 0
    try {
      connection.client.dispatch(
        {
          method: 'POST',
          path: this.#path,
          headers: this.#message.headers,
          body: this.#message.body,
        },
        this,
      )
    } catch (error) {
      this.#end(error as Error)
    }
  }

  onRequestStart(): void {
    this.#connected = true
    this.#connection?.heads.expect()
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Informational answers (100 to 199) come before the one that counts.
    if (status < 200) return
    this.#status = status
    const retryAfter = headers['retry-after']
    // Several are told apart by what no header holds.
    if (retryAfter !== undefined) this.#retryAfter = [retryAfter].flat().join('\n')
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#bytes < keptBytes) this.#kept.add(chunk.subarray(0, keptBytes - this.#bytes))
    this.#bytes += chunk.length
    if (this.#bytes > readBytes) this.#end(new Cut('ERR_DELIVERY_ANSWER_CUT'))
  }

  onResponseEnd(): void {
    this.#end(null)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(error)
  }

  #end(error: Error | null): void {
    const connection = this.#connection
    if (connection === null) return
    this.#connection = null
    if (error === null) this.#connections.give(connection)
    else this.#connections.discard(connection, error)
    // A server may close an idle connection at the moment in which it is used again. Nothing of an answer has
    // come then, and the same attempt is made once more over a connection of its own.
    const untouched = this.#onUsedConnection && this.#status === null && !connection.heads.seen
    if (error !== null && untouched && isClosed(error)) {
      this.#connected = false
      this.begin(true)
      return
    }
    clearTimeout(this.#timer)
    const why = error === null || error instanceof Cut ? error : (connection.broken ?? error)
    this.#resolve({
      status: this.#status,
      failure: why === null ? null : this.#codeOf(why),
      retryAfter: this.#retryAfter,
      body: this.#bytes === 0 ? this.#causeOf(why) : this.#kept.take(),
      ms: Math.round(performance.now() - this.#startedAt),
    })
  }

  /** In place of an answer, where there was none at all. */
  #causeOf(error: Error | null): Uint8Array {
    if (error === null || error instanceof Cut || this.#status !== null) return nothing
    return Buffer.from(causeOfError(error), 'latin1')
  }

  #codeOf(error: Error): DeliveryCode {
    if (this.#status !== null) return 'ERR_DELIVERY_ANSWER_CUT'
    return error instanceof Cut ? error.code : codeOfError(error, this.#connected)
  }
}

function isClosed(error: Error & { code?: unknown }): boolean {
  return error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE'
}
