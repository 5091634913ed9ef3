import { Client } from 'undici'
import { type Connector, type ConnectorOptions, createConnector } from '../../egress/connector.ts'
import type { Egress } from '../../egress/egress.ts'
import { InterimHeads } from './interim-heads.ts'

/** Where an attempt takes a connection from and gives it back, or says that it is of no more use. */
export type ConnectionSupply = Pick<Connections, 'take' | 'give' | 'discard'>

/** Longest time that a connection is kept open without a request, in ms; shorter where the server says so. */
const keepAliveMs = 4_000
const longestKeepAliveMs = 60_000

/** One connection to a server, used by one attempt at a time. */
export interface Connection {
  readonly client: Client
  /** To be told of each request before it is sent. */
  readonly heads: InterimHeads
  /** Answers that have come over it since it was opened: an attempt on a used one may find it closed. */
  served: number
  /** It waits for the next attempt. */
  idle: boolean
  /** What its socket said first when it broke; undici tells what came of it last, a bare close. */
  broken: Error | null
}

/**
 * The connections to one server. There are never more than attempts in flight, the one used last is
 * used first, and one that the server or its idle time has closed is forgotten.
 */
export class Connections {
  readonly origin: string
  readonly #connect: Connector
  /** The one used last stands last. Those closed since stay among them until they are half: each by itself cost a search. */
  #idle: Connection[] = []
  #closed = 0
  readonly #all = new Set<Connection>()
  #retired = false

  constructor(origin: string, egress: Egress, options: ConnectorOptions) {
    this.origin = origin
    this.#connect = createConnector(egress, options)
  }

  /**
   * @param fresh - one that nothing has been sent over yet
   * @param timeoutMs - for connecting, where that is needed
   */
  take(fresh: boolean, timeoutMs: number): Connection {
    return (fresh ? null : this.#lastUsed()) ?? this.#open(timeoutMs)
  }

  /** Back for the next attempt, after a whole answer. */
  give(connection: Connection): void {
    connection.served += 1
    if (this.#retired) this.discard(connection, new Error('no longer used'))
    else if (this.#all.has(connection)) {
      connection.idle = true
      this.#idle.push(connection)
    }
  }

  /** Closes one whose state is unknown, after a failure or an answer that was cut off. */
  discard(connection: Connection, reason: Error): void {
    this.#forget(connection)
    void connection.client.destroy(reason).catch(() => undefined)
  }

  /** Closes what is idle now, and the others when they come back. */
  retire(): void {
    this.#retired = true
    for (const connection of this.#idle.splice(0)) this.discard(connection, new Error('no longer used'))
  }

  /** Closes all, those in use as well. */
  close(reason: Error): void {
    for (const connection of [...this.#all]) this.discard(connection, reason)
  }

  #lastUsed(): Connection | null {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      if (last.idle) {
        last.idle = false
        return last
      }
      this.#closed -= 1
    }
    return null
  }

  #open(timeoutMs: number): Connection {
    const heads = new InterimHeads()
    const client = new Client(this.origin, {
      connect: (wanted, done) =>
        this.#connect(wanted, timeoutMs, (error, socket) => {
          if (socket === null) {
            done(error ?? new Error('no socket'), null)
            return
          }
          heads.watch(socket)
          socket.once('error', (first) => {
            connection.broken = first
          })
          done(null, socket)
        }),
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: longestKeepAliveMs,
      // The attempt has one timer for all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 16_384,
    })
    const connection: Connection = { client, heads, served: 0, idle: false, broken: null }
    client.on('connect', () => {
      connection.served = 0
      connection.broken = null
    })
    client.on('disconnect', () => {
      if (connection.idle) this.discard(connection, new Error('closed while idle'))
    })
    this.#all.add(connection)
    return connection
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection)
    if (!connection.idle) return
    connection.idle = false
    if (++this.#closed * 2 <= this.#idle.length) return
    this.#idle = this.#idle.filter(({ idle }) => idle)
    this.#closed = 0
  }
}
