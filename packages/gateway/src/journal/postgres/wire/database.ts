import pg from 'pg'
import { JournalUnavailable } from '../../errors.ts'
import { type Connections, createConnections, unreplicated } from './connections.ts'
import { failure, isMoved } from './failure.ts'
import { createHosts, type Hosts } from './hosts.ts'
import type { Fields } from './message-query.ts'
import { createPipeline } from './pipeline.ts'

export type Row = pg.QueryResultRow
export type Query = <R extends Row>(text: string, values?: readonly unknown[]) => Promise<R[]>

/** Connections that mend themselves. Every call rejects with the journal's own errors. */
export interface Database {
  /** For looking: a few connections that a slow list cannot take from the writers. */
  readonly read: Query
  /** For writing: one statement, one commit. */
  readonly write: Query
  /** For writing much: messages that are written already, several under way on one connection, each a commit. */
  readonly pipelined: (messages: Buffer) => Promise<Fields>
  /** Several statements in one commit, on one connection, read committed. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>
  /** Where it is, if the URL names several hosts. */
  readonly hosts: Hosts
  /** Calls back when the server has said that it is not the one any more; what is connected is given up then. */
  onMoved(listener: () => void): void
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** May name several hosts; see `createHosts`. */
  readonly url: string
  readonly writers: number
  readonly readers: number
  /**
   * A statement that takes longer counts as failed, and its connection is dropped; one that looks may take twice
   * as long. A call waits no longer than this for a connection.
   */
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly now: () => number
  /** What the server is told of whose connections these are. Default: those of a command. */
  readonly applicationName?: string
}

/** Of calls that fail together because the server has moved the first counts, for so long in ms. */
const againMs = 1000

/** Opens no connection yet; the first call does. */
export function createDatabase(options: DatabaseOptions): Database {
  const hosts = createHosts(options.url, options.connectTimeoutMs)
  const onMoved: (() => void)[] = []
  let movedAt = Number.NEGATIVE_INFINITY

  const connections = (max: number, timeoutMs: number, pipeline = false): Connections =>
    createConnections({
      applicationName: 'countersign command',
      ...options,
      ...{ hosts, max, timeoutMs, pipeline, waitMs: options.timeoutMs },
    })
  const writers = connections(options.writers, options.timeoutMs)
  const readers = connections(options.readers, options.timeoutMs * 2)
  const pipelined = connections(2, options.timeoutMs, true)
  const pipeline = createPipeline(
    pipelined,
    (error) => error instanceof JournalUnavailable || (error instanceof pg.DatabaseError && !isMoved(error)),
  )

  /** One look for all that fail together: what was connected after it is not given up. */
  function moved(): void {
    if (performance.now() - movedAt < againMs) return
    movedAt = performance.now()
    hosts.lost()
    writers.expire()
    readers.expire()
    pipelined.expire()
    pipeline.leave()
    for (const call of onMoved) call()
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (isMoved(error)) moved()
      throw failure(error)
    }
  }

  function queryOn(pool: Connections, writes: boolean): Query {
    return (text, values) => guarded(() => queryOnce(pool, writes, text, values))
  }

  return {
    hosts,
    onMoved: (listener) => void onMoved.push(listener),
    read: queryOn(readers, false),
    write: queryOn(writers, true),
    pipelined: (messages) => guarded(() => pipeline.send(messages)),
    transaction: (work) =>
      guarded(async () => {
        const { client, giveBack, unreplicated: alone } = await writers.take()
        let broken: Error | undefined
        try {
          // A host that vanishes in the middle must not hold its locks for longer than this.
          await client.query(
            `begin isolation level read committed;
             set local idle_in_transaction_session_timeout = '10s';
             set local synchronous_commit = on`,
          )
          const result = await work(
            async (text, values) => (await client.query(text, values as unknown[] | undefined)).rows,
          )
          alone()
          await client.query('commit')
          if (alone()) throw unreplicated()
          return result
        } catch (error) {
          broken = asError(error)
          // Where only the statement failed the connection is kept; else it is dropped below.
          const rolledBack = await client.query('rollback').then(
            () => true,
            () => false,
          )
          if (rolledBack && !isMoved(error)) broken = undefined
          throw error
        } finally {
          giveBack(broken)
        }
      }),
    close: async () => {
      await Promise.all([writers.end(), pipeline.close(), readers.end()])
    },
  }
}

async function queryOnce<R extends Row>(
  pool: Connections,
  writes: boolean,
  text: string,
  values?: readonly unknown[],
): Promise<R[]> {
  const { client, giveBack, unreplicated: alone } = await pool.take()
  let broken: Error | undefined
  try {
    const { rows } = await client.query<R>(text, values as unknown[] | undefined)
    if (writes && alone()) throw unreplicated()
    return rows
  } catch (error) {
    broken = asError(error)
    throw error
  } finally {
    giveBack(broken)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('unknown failure', { cause: error })
}
