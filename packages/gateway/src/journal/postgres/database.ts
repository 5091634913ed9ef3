import pg from 'pg'
import { JournalUnavailable } from '../errors.ts'
import { failure } from './failure.ts'
import type { Fields } from './message-query.ts'
import { createPipeline } from './pipeline.ts'
import { wireTypes } from './wire-types.ts'

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
  /** A statement that takes longer counts as failed, and its connection is dropped. */
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly now: () => number
}

/** After a failed connect, calls are refused at once for so long. */
const restMs = 250

/** Opens no connection yet; the first call does. */
export function createDatabase(options: DatabaseOptions): Database {
  const writers = createPool(options, options.writers, options.timeoutMs)
  const readers = createPool(options, options.readers, options.timeoutMs * 2)
  const pipeline = createPipeline(
    createPool({ ...options, pipeline: true }, 2, options.timeoutMs),
    (error) => error instanceof pg.DatabaseError,
  )
  let restUntil = 0

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (options.now() < restUntil && restUntil - options.now() <= restMs)
      throw new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database cannot be reached.')
    try {
      return await work()
    } catch (error) {
      const known = failure(error)
      if (known instanceof JournalUnavailable && !(known.cause instanceof pg.DatabaseError))
        restUntil = options.now() + restMs
      throw known
    }
  }

  const queryOn =
    (pool: pg.Pool): Query =>
    (text, values) =>
      guarded(async () => (await pool.query(text, values as unknown[] | undefined)).rows)

  return {
    read: queryOn(readers),
    write: queryOn(writers),
    pipelined: (messages) => guarded(() => pipeline.send(messages)),
    transaction: (work) =>
      guarded(async () => {
        const client = await writers.connect()
        // A connection that breaks between two statements says so by an event, and the next one fails.
        const ignore = (): void => {}
        client.on('error', ignore)
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
          broken = error instanceof Error ? error : new Error('unknown failure', { cause: error })
          // Where only the statement failed the connection is kept; else it is dropped below.
          const rolledBack = await client.query('rollback').then(
            () => true,
            () => false,
          )
          if (rolledBack) broken = undefined
          throw error
        } finally {
          client.off('error', ignore)
          client.release(broken)
        }
      }),
    close: async () => {
      await Promise.all([writers.end(), pipeline.close(), readers.end()])
    },
  }
}

/** What every connection of ours is opened with. */
export function connectionOptions(options: {
  url: string
  connectTimeoutMs: number
}): pg.ClientConfig & { connectionString: string } {
  return {
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs,
    application_name: 'countersign',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: wireTypes,
  }
}

function createPool(
  options: DatabaseOptions & { pipeline?: boolean },
  max: number,
  timeoutMs: number,
): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOptions(options),
    pipeline: options.pipeline === true,
    max,
    query_timeout: timeoutMs,
    idleTimeoutMillis: 60_000,
    // Connections move on, so that a fail-over behind a name or a balancer is followed in time.
    maxLifetimeSeconds: 1800,
  })
  // An idle connection that breaks is dropped by the pool; the next call opens another.
  pool.on('error', () => {})
  return pool
}
