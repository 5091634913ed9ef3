import type { RetentionLimits } from '../retention-limits.ts'
import { textArray } from './array-literal.ts'
import type { Database, Query } from './database.ts'
import { failure } from './failure.ts'

/** Clocks of gateways may differ by so much: what is younger than this is left to the next round. */
const mostMarginMs = 10 * 60_000

const dayMs = 86_400_000

/** A short lifetime is kept more exactly: no wait for a whole segment goes on for longer than this part of it. */
const lifetimeShare = 0.1

/** At most so long, and a part of the shortest lifetime. */
function patience(mostMs: number, limits: RetentionLimits): number {
  const { now, payloadsBefore, attemptsBefore, eventsBefore } = limits
  if (now === undefined) return mostMs
  return Math.min(mostMs, lifetimeShare * (now - Math.max(payloadsBefore, attemptsBefore, eventsBefore)))
}

interface Segment {
  readonly low: number
  readonly high: number
  /** When its last event came. */
  readonly newest: number
}

/**
 * Empties or drops the oldest segments whose events have all run out and of which nothing is queued. A
 * payload's or attempt's partition is only emptied while its events stay, so that a replay of one finds
 * its place. Answers how many segments were emptied or dropped.
 *
 * Both need the tables for themselves for an instant. They wait for it 200 ms at most (appends wait behind
 * them), and else leave it to the next round.
 */
export async function dropSegments(database: Database, limits: RetentionLimits): Promise<number> {
  let done = 0
  for (const segment of await fullSegments(database)) {
    const newest = segment.newest + patience(mostMarginMs, limits)
    const all = newest < limits.eventsBefore
    const emptied = [
      ...(newest < limits.payloadsBefore ? ['payload'] : []),
      ...(newest < limits.attemptsBefore ? ['attempt'] : []),
    ]
    if (!all && emptied.length === 0) break
    const changed = await database
      .transaction((query) => clear(query, segment, all, emptied))
      .catch((error: unknown) => {
        // Somebody reads from it, or the store is away: the next round tries again.
        if (failure(error) instanceof Error) return false
        throw error
      })
    if (changed) done++
  }
  return done
}

/**
 * Where retention goes row by row, as bounds on the sequence numbers: everywhere but in segments that
 * filled within a day (or a part of the lifetime). Those wait, up to that day, until they can go whole, without a
 * dead tuple.
 */
export async function trimmedRanges(
  database: Database,
  limits: RetentionLimits,
): Promise<{ after: number; below: number }[]> {
  const segments = await database.read<{ low: number; high: number; quick: boolean }>(
    `select s.low, s.high,
            s.high <= (select last_value from countersign.event_seq)
            and (select received from countersign.event
                  where seq >= s.low and seq < s.high order by seq desc limit 1)
              - (select received from countersign.event
                  where seq >= s.low and seq < s.high order by seq limit 1) < $1 as quick
       from countersign.segment s order by s.low`,
    [Math.floor(patience(dayMs, limits))],
  )
  return segments.filter((s) => !s.quick).map((s) => ({ after: s.low - 1, below: s.high }))
}

/** Segments that the sequence has left behind, oldest first. */
async function fullSegments(database: Database): Promise<Segment[]> {
  return database.read<Segment>(
    `select s.low, s.high,
            coalesce((select e.received from countersign.event e
                       where e.seq >= s.low and e.seq < s.high order by e.seq desc limit 1), s.created) as newest
       from countersign.segment s
      where s.high <= (select last_value from countersign.event_seq) order by s.low limit 20`,
  )
}

/** Waits for the tables 200 ms at most. */
async function clear(
  query: Query,
  { low }: Segment,
  all: boolean,
  emptied: readonly string[],
): Promise<boolean> {
  await query("set local lock_timeout = '200ms'")
  const tables = all ? ['event', 'payload', 'attempt'] : emptied
  const [row] = await query<{ changed: boolean }>(
    'select countersign.clear_segment_1($1, $2, $3) as changed',
    [low, textArray(tables), all],
  )
  return row?.changed === true
}
