import type { ChunkPace } from '../model/chunk-pace.ts'
import type { Purpose } from './retention.ts'

/** What a connection needs to know of the house it is in. */
export interface House<Connection> {
  /** Which gateway process is up; 0 while none is. Grows with each start. */
  readonly generation: number
  /** No new requests are taken to a gateway: the keeper is about to end. */
  readonly stopping: boolean
  /** Seconds since the keeper's start, advanced by its sweep: cheap to read for each chunk. */
  readonly second: number
  /** Whether this many more bytes may be held for a connection; counts them. */
  hold(connection: Connection, bytes: number, purpose: Purpose): boolean
  /** So many bytes are held no longer. */
  giveBack(connection: Connection, bytes: number): void
  /** Who is read next, of those who have come in. */
  readonly firstReads: { leave(connection: Connection): void }
  /** Who goes to the gateway next. */
  readonly turns: {
    ask(connection: Connection): void
    arrived(connection: Connection): void
    failed(connection: Connection): void
  }
  /** When requests in drips are read on. */
  readonly pace: ChunkPace
  /** Called once, when the connection is over. */
  gone(connection: Connection): void
}

/** Limits of one connection. */
export interface CarriedLimits {
  /** Most bytes of one unanswered request that can be sent again: the largest body and a head. */
  readonly retainedBytes: number
  /** How long a request waits for a gateway before the keeper answers 503, in seconds. */
  readonly awaySeconds: number
  /** How long a client may neither send nor read, in seconds. Waiting for our answer does not count. */
  readonly idleSeconds: number
}
