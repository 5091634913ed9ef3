import pg from 'pg'
import { type Connections, createConnections } from './connections.ts'
import { failure } from './failure.ts'
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
  close(): Promise<void>
}

export interface DatabaseOptions {
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
}

/** Opens no connection yet; the first call does. */
export function createDatabase(options: DatabaseOptions): Database {
  const connections = (max: number, timeoutMs: number, pipeline = false): Connections =>
    createConnections({ ...options, max, timeoutMs, pipeline, waitMs: options.timeoutMs })
  const writers = connections(options.writers, options.timeoutMs)
  const readers = connections(options.readers, options.timeoutMs * 2)
  const pipeline = createPipeline(
    connections(2, options.timeoutMs, true),
    (error) => error instanceof pg.DatabaseError,
  )

  return {
    read: queryOn(readers),
    write: queryOn(writers),
    pipelined: (messages) => guarded(() => pipeline.send(messages)),
    transaction: (work) =>
      guarded(async () => {
        const { client, giveBack } = await writers.take()
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
          await client.query('commit')
          return result
        } catch (error) {
          broken = asError(error)
          // Where only the statement failed the connection is kept; else it is dropped below.
          const rolledBack = await client.query('rollback').then(
            () => true,
            () => false,
          )
          if (rolledBack) broken = undefined
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

function queryOn(connections: Connections): Query {
  return (text, values) =>
    guarded(async () => {
      const { client, giveBack } = await connections.take()
      let broken: Error | undefined
      try {
        return (await client.query(text, values as unknown[] | undefined)).rows
      } catch (error) {
        broken = asError(error)
        throw error
      } finally {
        giveBack(broken)
      }
    })
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw failure(error)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('unknown failure', { cause: error })
}
