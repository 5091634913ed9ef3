import type { Database } from '../wire/database.ts'
import { isDoubled } from '../wire/failure.ts'

/** Ranges of sequence numbers, each a partition of events, payloads and attempts. Created ahead. */
export interface Segments {
  /** Creates what is missing; over once there is room ahead. */
  ensure(): Promise<void>
  /** Notes that a number has been given out; room is made in the background when it grows short. */
  reached(seq: number): void
}

/** One gateway at a time creates or removes segments; whoever reads of them goes on. */
export const lockSegments = 'lock table countersign.segment in exclusive mode'

/** A few of the largest batches, however small the segments. */
const leastAhead = 4000

/** `size`: sequence numbers a segment. 1,000,000 with bodies of 761 bytes is about 1.4 GB. */
export function createSegments(database: Database, size: number, now: () => number): Segments {
  let high = 0
  const ahead = Math.max(2 * size, leastAhead)
  let underway: Promise<void> | null = null

  async function create(): Promise<void> {
    // A gateway of before locks otherwise, and may make the same segment at the same moment.
    for (let tries = 1; ; tries++) {
      try {
        high = await createAhead()
        return
      } catch (error) {
        if (tries === 3 || !isDoubled(error)) throw error
      }
    }
  }

  function createAhead(): Promise<number> {
    return database.transaction(async (query) => {
      await query(lockSegments)
      const [state] = await query<{ last: number; high: number }>(
        `select (select last_value from countersign.event_seq) as last,
                (select coalesce(max(high), 1) from countersign.segment) as high`,
      )
      let low = state?.high ?? 1
      while (low - (state?.last ?? 0) < ahead) {
        await query('select countersign.make_segment_1($1, $2, $3)', [low, low + size, now()])
        low += size
      }
      return low
    })
  }

  function ensure(): Promise<void> {
    underway ??= create().finally(() => {
      underway = null
    })
    return underway
  }

  return {
    ensure,
    reached(seq) {
      // A failure here shows with the next append that lacks a segment.
      if (high > 0 && high - seq < 0.75 * ahead) void ensure().catch(() => {})
    },
  }
}
