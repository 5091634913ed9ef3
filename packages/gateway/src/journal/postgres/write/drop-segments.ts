import type { RetentionLimits } from '../../port/keep.ts'
import { textArray } from '../wire/array-literal.ts'
import type { Database, Query } from '../wire/database.ts'
import { failure } from '../wire/failure.ts'
import { lockSegments } from './segments.ts'

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

/** Tables that a segment consists of. */
type Part = 'event' | 'payload' | 'attempt'

/** Segments that are emptied or dropped in one step. */
const mostChanged = 20

/**
 * Empties or drops the oldest segments whose events have all run out and of which nothing is queued. A
 * payload's or attempt's partition is only emptied while its events stay, so that a replay of one finds
 * its place.
 *
 * Both need the tables for themselves for an instant. They wait for it 200 ms at most (appends wait behind
 * them), and else leave it to the next round.
 *
 * @returns how many segments were emptied or dropped, and the `low` of those that could not be since they show what
 *   ended dead
 */
export async function dropSegments(
  database: Database,
  limits: RetentionLimits,
): Promise<{ readonly removed: number; readonly held: ReadonlySet<number> }> {
  const held = new Set<number>()
  let removed = 0
  for (const segment of await fullSegments(database)) {
    const newest = segment.newest + patience(mostMarginMs, limits)
    const parts: Part[] = [
      ...(newest < limits.eventsBefore ? (['event'] as const) : []),
      ...(newest < Math.max(limits.payloadsBefore, limits.eventsBefore) ? (['payload'] as const) : []),
      ...(newest < Math.max(limits.attemptsBefore, limits.eventsBefore) ? (['attempt'] as const) : []),
    ]
    if (parts.length === 0 || removed === mostChanged) break
    // Without a lock first: nobody waits for what cannot go anyhow, or has gone.
    const { queued, shown, filled } = await look(database.read, segment, limits)
    if (shown && !queued && parts.includes('attempt')) held.add(segment.low)
    const free = removable(parts, { queued, shown })
    if (!free.some((part) => part === 'event' || filled.includes(part))) continue
    const changed = await database
      .transaction((query) => clear(query, segment, free, limits))
      .catch((error: unknown) => {
        // Somebody reads from it, or the store is away: the next round tries again.
        if (failure(error) instanceof Error) return false
        throw error
      })
    if (changed) removed++
  }
  return { removed, held }
}

/**
 * Where retention goes row by row, as bounds on the sequence numbers: everywhere but in segments that
 * filled within a day (or a part of the lifetime). Those wait, up to that day, until they can go whole, without a
 * dead tuple; those that are held by a few rows go without these.
 */
export async function trimmedRanges(
  database: Database,
  limits: RetentionLimits,
  held: ReadonlySet<number>,
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
  return segments.filter((s) => !s.quick || held.has(s.low)).map((s) => ({ after: s.low - 1, below: s.high }))
}

/** Segments that the sequence has left behind, oldest first. */
async function fullSegments(database: Database): Promise<Segment[]> {
  return database.read<Segment>(
    `select s.low, s.high,
            coalesce((select e.received from countersign.event e
                       where e.seq >= s.low and e.seq < s.high order by e.seq desc limit 1), s.created) as newest
       from countersign.segment s
      where s.high <= (select last_value from countersign.event_seq) order by s.low`,
  )
}

/**
 * Waits for the tables 200 ms at most. Locks first and looks afterwards: whoever queues one of these events again shares
 * the lock, and one look at both what is queued and how it ended misses no settlement between the two.
 */
async function clear(
  query: Query,
  segment: Segment,
  wanted: readonly Part[],
  limits: RetentionLimits,
): Promise<boolean> {
  await query("set local lock_timeout = '200ms'")
  await query(lockSegments)
  await query('lock table countersign.retention_lock in exclusive mode')
  const parts = removable(wanted, await look(query, segment, limits))
  const [row] = await query<{ changed: boolean }>(
    'select countersign.clear_segment_1($1, $2, $3) as changed',
    [segment.low, textArray(parts), parts.includes('event')],
  )
  return row?.changed === true
}

interface Found {
  /** One of its events is queued. */
  readonly queued: boolean
  /** One of its deliveries ended dead or discarded, maybe long after the event came, and that end is still kept. */
  readonly shown: boolean
  /** What is not empty. */
  readonly filled: readonly Part[]
}

async function look(
  query: Query,
  { low, high }: Segment,
  { attemptsBefore }: RetentionLimits,
): Promise<Found> {
  const ofSegment = 'seq >= $1 and seq < $2'
  const [row] = await query<{ queued: boolean; shown: boolean; payload: boolean; attempt: boolean }>(
    `select exists (select from countersign.queue where ${ofSegment}) as queued,
            exists (select from countersign.attempt where ${ofSegment} and final > 1 and at >= $3) as shown,
            exists (select from countersign.payload where ${ofSegment}) as payload,
            exists (select from countersign.attempt where ${ofSegment}) as attempt`,
    [low, high, attemptsBefore],
  )
  if (row === undefined) throw new Error('A look at a segment answers one row.')
  const filled = (['payload', 'attempt'] as const).filter((part) => row[part])
  return { queued: row.queued, shown: row.shown, filled }
}

/** What nothing needs: nothing while an event is queued; else all but what shows how a delivery ended. */
function removable(parts: readonly Part[], { queued, shown }: Omit<Found, 'filled'>): readonly Part[] {
  if (queued) return []
  return shown ? parts.filter((part) => part === 'payload') : parts
}
