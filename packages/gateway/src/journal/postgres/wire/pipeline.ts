import { type Connections, type Taken, unreplicated } from './connections.ts'
import { type Fields, MessageQuery } from './message-query.ts'

/** A connection is given back after so long, so that the pool can replace it in time. */
const heldMs = 60_000

/**
 * One connection that several statements share, each a commit: the next is sent while the one before runs, and the
 * server takes it up without waiting for the gateway. Two connections did worse: their commits wait for the
 * same write of the log and end together, and then gateway and database take turns instead of working side by
 * side (13,000 events a second on two cores; 16,000 on one connection, without other changes).
 */
export interface Pipeline {
  /** Sends the messages of one statement that answers one row. They may be overwritten after the answer. */
  send(messages: Buffer): Promise<Fields>
  /** Uses another connection from now on. */
  leave(): void
  close(): Promise<void>
}

interface Held {
  readonly taken: Promise<Taken>
  readonly until: number
  underWay: number
  broken: Error | undefined
}

/** `keeps`: whether a connection goes on after an error. `connections`: in pipeline mode, at least two: one may be drained while the next is in use. */
export function createPipeline(connections: Connections, keeps: (error: unknown) => boolean): Pipeline {
  let held: Held | null = null

  function hold(): Held {
    return {
      taken: connections.take(),
      until: performance.now() + heldMs,
      underWay: 0,
      broken: undefined,
    }
  }

  function letGo(mine: Held): void {
    if (held === mine) held = null
    mine.taken.then(
      (taken) => taken.giveBack(mine.broken),
      () => {},
    )
  }

  return {
    async send(messages) {
      if (held === null || performance.now() > held.until) held = hold()
      const mine = held
      mine.underWay++
      try {
        const taken = await mine.taken
        return await new Promise<Fields>((resolve, reject) => {
          taken.client.query(
            // Called when the server is ready for the next: a warning by then is of this statement's commit.
            new MessageQuery(messages, (error, fields) => {
              const alone = taken.unreplicated()
              if (error || alone) reject(error ?? unreplicated())
              else resolve(fields)
            }),
          )
        })
      } catch (error) {
        if (!keeps(error)) {
          mine.broken = error instanceof Error ? error : new Error('unknown failure', { cause: error })
          if (held === mine) held = null
        }
        throw error
      } finally {
        if (--mine.underWay === 0) letGo(mine)
      }
    },
    leave: () => {
      held = null
    },
    close: () => connections.end(),
  }
}
