import type { RetentionLimits } from '../journal.ts'
import type { Database, Query } from './database.ts'
import { failure } from './failure.ts'
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
      .transaction((query) => (all ? drop(query, segment) : empty(query, segment, emptied)))
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

async function drop(query: Query, segment: Segment): Promise<boolean> {
  await claim(query, segment, ['event', 'payload', 'attempt'])
  if (await isNeeded(query, segment)) return false
  for (const table of ['event', 'payload', 'attempt'])
    await query(`drop table countersign.${table}_${segment.low}`)
  await query('delete from countersign.segment where low = $1', [segment.low])
  return true
}

async function empty(query: Query, segment: Segment, tables: readonly string[]): Promise<boolean> {
  await claim(query, segment, tables)
  if (await isNeeded(query, segment)) return false
  let changed = false
  for (const table of tables) {
    const name = `countersign.${table}_${segment.low}`
    const [row] = await query<{ filled: boolean }>(`select exists (select from ${name}) as filled`)
    if (row?.filled !== true) continue
    await query(`truncate ${name}`)
    changed = true
  }
  return changed
}

/** Locks first and looks afterwards: what queues one of these events holds the same tables until its commit. */
async function claim(query: Query, segment: Segment, tables: readonly string[]): Promise<void> {
  await query("set local lock_timeout = '200ms'")
  await query(lockSegments)
  await query('lock table countersign.retention_lock in exclusive mode')
  for (const table of tables)
    await query(`lock table countersign.${table}_${segment.low} in access exclusive mode`)
}

async function isNeeded(query: Query, segment: Segment): Promise<boolean> {
  const [row] = await query<{ needed: boolean }>(
    'select exists (select from countersign.queue where seq >= $1 and seq < $2) as needed',
    [segment.low, segment.high],
  )
  return row?.needed === true
}
