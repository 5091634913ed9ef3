import pg from 'pg'
import { JournalUnavailable } from '../../errors.ts'
import type { Hosts } from './hosts.ts'
import { createTurns } from './turns.ts'
import { wireTypes } from './wire-types.ts'

export interface ConnectionsOptions {
  /** What the server is told of whose connections these are. */
  readonly applicationName: string
  readonly hosts: Hosts
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
  /**
   * Whether a commit since the last call was made on this server alone: it waited for its standby, and somebody
   * canceled the wait. A failover would lose it.
   */
  unreplicated(): boolean
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
  /** What is connected now is not used again: its server is not the one any more. */
  expire(): void
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
  let restUntil = 0
  let generation = 0
  const born = new WeakMap<pg.PoolClient, number>()
  pool.on('connect', (client) => {
    born.set(client, generation)
    // A connection in use that breaks says so by an event as well as by its statements; one that is ended in the
    // bytes that it became ready with, before whoever asked for it can listen.
    client.on('error', () => {})
  })

  async function fresh(): Promise<pg.PoolClient> {
    pool.options.connectionString = await options.hosts.url()
    for (;;) {
      const client = await pool.connect()
      if (born.get(client) === generation) return client
      client.release(true)
    }
  }

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await fresh()
    } catch (error) {
      options.hosts.lost()
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
      let alone = false
      const heed = (notice: { readonly code: string | undefined }): void => {
        if (saysUnreplicated(notice.code)) alone = true
      }
      client.on('notice', heed)
      return {
        client,
        unreplicated: () => {
          const was = alone
          alone = false
          return was
        },
        giveBack: (broken) => {
          client.off('notice', heed)
          client.release(broken)
          turns.leave()
        },
      }
    },
    expire: () => {
      generation++
    },
    end: () => {
      turns.refuseAll(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The journal is closing.'))
      return pool.end()
    },
  }
}

/**
 * The warning of a commit whose wait for the standby was canceled, by its SQLSTATE: its text is in the server's
 * language. `01000` is that of `pg_cancel_backend`, `57P01` that of a session that is ended. No function of ours
 * warns of anything.
 */
function saysUnreplicated(code: string | undefined): boolean {
  return code === '01000' || code?.startsWith('57') === true
}

/** What a call is told whose commit is on one server alone: as though it had not been made. */
export function unreplicated(): JournalUnavailable {
  return new JournalUnavailable(
    'ERR_JOURNAL_UNAVAILABLE',
    "The database's commit did not wait for its standby; a failover could lose it.",
  )
}

function away(): JournalUnavailable {
  return new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database cannot be reached.')
}

/** What every connection of ours is opened with. */
export function connectionOptions(options: {
  url: string
  connectTimeoutMs: number
  applicationName: string
}): pg.ClientConfig & { connectionString: string } {
  return {
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs,
    application_name: options.applicationName,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: wireTypes,
  }
}

function createPool(options: ConnectionsOptions): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOptions({ ...options, url: '' }),
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
