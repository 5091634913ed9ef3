import pg from 'pg'
import { JournalUnavailable } from '../errors.ts'
import { createTurns } from './turns.ts'
import { wireTypes } from './wire-types.ts'

export interface ConnectionsOptions {
  readonly url: string
  readonly max: number
  /** Several statements may be under way on one connection. */
  readonly pipeline?: boolean
  /** A statement that takes longer counts as failed. */
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** A call waits no longer than this for a connection that others use. */
  readonly waitMs: number
  readonly now: () => number
}

export interface Taken {
  readonly client: pg.PoolClient
  /** With an error, the connection is dropped. */
  giveBack(broken: Error | undefined): void
}

/**
 * Connections for one purpose. That all are in use says nothing of the database, so whoever waits for one waits
 * with a limit of its own, longer than that of a connect. Only a connect that fails lets this purpose rest, and
 * no other: reads that are slow must not refuse a write.
 */
export interface Connections {
  /** Rejects with `ERR_JOURNAL_UNAVAILABLE` or with what the driver says of a failed connect. */
  take(): Promise<Taken>
  /** Refuses who waits; over once what is in use was given back. */
  end(): Promise<void>
}

/** After a failed connect, calls are refused at once for so long. */
const restMs = 250
/** A call that waits holds its values, a kilobyte or so; more calls than this are refused at once. */
const maxWaiting = 4096

/** Opens no connection yet; the first call does. */
export function createConnections(options: ConnectionsOptions): Connections {
  const pool = createPool(options)
  const turns = createTurns({ max: options.max, maxWaiting, waitMs: options.waitMs })
  // A connection in use that breaks says so by an event as well as by its statements.
  const ignore = (): void => {}
  let restUntil = 0

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect()
    } catch (error) {
      turns.leave()
      // A server that answers, be it with a refusal, is there.
      if (!(error instanceof pg.DatabaseError)) {
        restUntil = options.now() + restMs
        turns.refuseAll(away())
      }
      throw error
    }
  }

  return {
    async take() {
      if (options.now() < restUntil && restUntil - options.now() <= restMs) throw away()
      await turns.enter()
      const client = await connect()
      client.on('error', ignore)
      return {
        client,
        giveBack: (broken) => {
          client.off('error', ignore)
          client.release(broken)
          turns.leave()
        },
      }
    },
    end: () => {
      turns.refuseAll(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The journal is closing.'))
      return pool.end()
    },
  }
}

function away(): JournalUnavailable {
  return new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database cannot be reached.')
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

function createPool(options: ConnectionsOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOptions(options),
    pipeline: options.pipeline === true,
    max: options.max,
    query_timeout: options.timeoutMs,
    idleTimeoutMillis: 60_000,
    // Connections move on, so that a fail-over behind a name or a balancer is followed in time.
    maxLifetimeSeconds: 1800,
  })
  // An idle connection that breaks is dropped by the pool; the next call opens another.
  pool.on('error', () => {})
  return pool
}
