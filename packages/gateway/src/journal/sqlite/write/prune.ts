import type { DatabaseSync } from 'node:sqlite'
import { type DeliveryKey, endWithoutTry } from '../../../model/delivery.ts'
import type { Pruned, RetentionLimits } from '../../port/keep.ts'
import { finalNumber } from '../../stored-numbers.ts'
import type { Audit } from './audit.ts'
import type { Lanes } from './lanes.ts'
import type { Ledger } from './ledger.ts'
import { buckets } from './ledger-buffer.ts'
import { createRecordAttempt } from './record-attempt.ts'
import { createPruneRepeats } from './repeats.ts'
import type { State } from './state.ts'
import type { Tallies } from './tallies.ts'

/**
 * Rows are in the order of their arrival, so a walk from the oldest ends at the first that is young
 * enough. A clock that was stepped leaves a few out of order: the walk looks this many rows further.
 */
const patience = 256
/** A step frees at most about this many bytes: SQLite visits each overflow page of a body that it removes. */
const bytesPerStep = 8 * 1_048_576
/** Rows of the ledger for which its sweep waits a millisecond longer, since it reads all of it. */
const ledgerRowsPerMs = 10

interface Step {
  readonly removed: number
  readonly looked: number
  readonly more: boolean
}

/** Retention in small steps, each within a transaction of the writer's. */
export function createPrune(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly ledger: Ledger
  readonly audit: Pick<Audit, 'prune'>
  readonly lanes: Pick<Lanes, 'destinationOf'>
  readonly tallies: Tallies
}): (limits: RetentionLimits) => Pruned {
  const expire = createExpire(parts)
  const payloads = walkPayloads(parts.db, expire)
  const events = walkEvents(parts.db, parts.ledger)
  const attempts = walkAttempts(parts.db)
  const sweep = sweepLedger(parts)
  const repeats = walkRepeats(parts.db)
  return (limits) => {
    const { now = limits.payloadsBefore } = limits
    const expired: DeliveryKey[] = []
    let removed = 0
    let left = limits.limit
    const steps = [
      (rows: number) => payloads(limits.payloadsBefore, rows, now, expired),
      (rows: number) => events(limits, rows),
      (rows: number) => attempts(limits.attemptsBefore, rows),
      (rows: number) => sweep(limits.ledgerBefore, rows),
      (rows: number) => pruneAudit(parts.audit, limits, rows),
      (rows: number) => repeats(now, rows),
      (rows: number) => parts.tallies.prune(now, rows),
    ]
    for (const step of steps) {
      const done = step(left)
      removed += done.removed
      left -= done.looked
      if (done.more || left <= 0) return { more: true, removed, expired }
    }
    return { more: false, removed, expired }
  }
}

function pruneAudit(
  audit: Pick<Audit, 'prune'>,
  { auditBefore = Number.NEGATIVE_INFINITY }: RetentionLimits,
  rows: number,
): Step {
  const removed = audit.prune(auditBefore, rows)
  return { removed, looked: removed, more: removed >= rows }
}

/** Answers hold secrets and filters: they go when their time is over, whether or not anybody begins something else. */
function walkRepeats(db: DatabaseSync): (now: number, rows: number) => Step {
  const prune = createPruneRepeats(db)
  return (now, rows) => {
    const removed = prune(now, rows)
    return { removed, looked: removed, more: removed >= rows }
  }
}

/** Where a walk stands: it goes on from there, and begins anew once it has met the young. */
interface Cursor<K> {
  at: K
  young: number
}

/** Ends what is pending of an event as dead, before its payload goes. */
type Expire = (seq: number, now: number) => DeliveryKey[]

function createExpire(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly lanes: Pick<Lanes, 'destinationOf'>
  readonly tallies: Tallies
}): Expire {
  const { db, lanes, tallies } = parts
  const { counts } = parts.state
  const take = db.prepare('delete from queue where seq = ? returning lane, replay')
  const record = createRecordAttempt(db)
  return (seq, now) => {
    const end = endWithoutTry('ERR_PAYLOAD_EXPIRED', now)
    return take.all(seq).map((row) => {
      const key = { seq, lane: Number(row.lane), replay: Number(row.replay) }
      record(key, end, finalNumber.dead)
      tallies.delivery(now, lanes.destinationOf(key.lane), finalNumber.dead, null)
      counts.pending--
      counts.dead++
      return key
    })
  }
}

function walkPayloads(
  db: DatabaseSync,
  expire: Expire,
): (before: number, limit: number, now: number, expired: DeliveryKey[]) => Step {
  const page = db.prepare(`
    select payload.seq, event.received_ms as at, event.size,
      exists (select 1 from queue where queue.seq = payload.seq) as waits
    from payload left join event on event.seq = payload.seq
    where payload.seq > ? order by payload.seq limit ?`)
  const remove = db.prepare('delete from payload where seq = ?')
  const cursor: Cursor<number> = { at: 0, young: 0 }
  return (before, limit, now, expired) => {
    let removed = 0
    let looked = 0
    let bytes = 0
    for (const row of page.all(cursor.at, limit)) {
      if (cursor.young >= patience || bytes > bytesPerStep) break
      looked++
      cursor.at = Number(row.seq)
      if (row.at !== null && Number(row.at) >= before) {
        cursor.young++
        continue
      }
      cursor.young = 0
      if (row.waits === 1) expired.push(...expire(cursor.at, now))
      remove.run(cursor.at)
      removed++
      bytes += Number(row.size)
    }
    return endStep(cursor, 0, { removed, looked, more: looked === limit || bytes > bytesPerStep })
  }
}

/**
 * An event of which a delivery ended dead or discarded outlives its time, without its content, as long as that end is
 * kept: it is what shows the delivery. Each round passes over those anew.
 */
function walkEvents(db: DatabaseSync, ledger: Ledger): (limits: RetentionLimits, limit: number) => Step {
  const page = db.prepare(`
    select seq, received_ms as at, key is not null as keyed, size,
      exists (select 1 from queue where queue.seq = event.seq) as waits
    from event where seq > ? order by seq limit ?`)
  const shows = db.prepare('select 1 from attempt where seq = ? and final > 1 and at >= ? limit 1')
  const removePayload = db.prepare('delete from payload where seq = ?')
  const removals = ['attempt', 'event'].map((table) => db.prepare(`delete from ${table} where seq = ?`))
  const cursor: Cursor<number> = { at: 0, young: 0 }
  return ({ eventsBefore: before, attemptsBefore }, limit) => {
    let removed = 0
    let looked = 0
    let bytes = 0
    for (const row of page.all(cursor.at, limit)) {
      if (cursor.young >= patience || bytes > bytesPerStep) break
      const seq = Number(row.seq)
      if (Number(row.at) < before && row.waits === 0 && row.keyed === 1 && seq > ledger.writtenUpTo()) {
        // The row is where the key is kept until the ledger is written that far.
        ledger.write(1000)
        return { removed, looked, more: true }
      }
      looked++
      cursor.at = seq
      if (Number(row.at) >= before) {
        cursor.young++
        continue
      }
      cursor.young = 0
      if (row.waits === 1) continue
      const withContent = removePayload.run(seq).changes > 0
      const stays = shows.get(seq, attemptsBefore) !== undefined
      if (!stays) for (const statement of removals) statement.run(seq)
      if (!stays || withContent) removed++
      if (withContent) bytes += Number(row.size)
    }
    return endStep(cursor, 0, { removed, looked, more: looked === limit || bytes > bytesPerStep })
  }
}

function walkAttempts(db: DatabaseSync): (before: number, limit: number) => Step {
  const page = db.prepare(`
    select seq, lane, replay, n, at, exists (
      select 1 from queue
      where queue.seq = attempt.seq and queue.lane = attempt.lane and queue.replay = attempt.replay
    ) as waits
    from attempt where (seq, lane, replay, n) > (?, ?, ?, ?) order by seq, lane, replay, n limit ?`)
  const remove = db.prepare('delete from attempt where seq = ? and lane = ? and replay = ? and n = ?')
  type Key = readonly [number, number, number, number]
  const start: Key = [0, 0, 0, -1]
  const cursor: Cursor<Key> = { at: start, young: 0 }
  return (before, limit) => {
    let removed = 0
    let looked = 0
    for (const row of page.all(...cursor.at, limit)) {
      if (cursor.young >= patience) break
      looked++
      cursor.at = [Number(row.seq), Number(row.lane), Number(row.replay), Number(row.n)]
      if (Number(row.at) >= before) {
        cursor.young++
        continue
      }
      cursor.young = 0
      if (row.waits === 1) continue
      remove.run(...cursor.at)
      removed++
    }
    return endStep(cursor, start, { removed, looked, more: looked === limit })
  }
}

/** A walk that is over, or has met enough of the young, begins anew the next time. */
function endStep<K>(cursor: Cursor<K>, start: K, step: Step): Step {
  const more = step.more && cursor.young < patience
  if (!more) {
    cursor.at = start
    cursor.young = 0
  }
  return { ...step, more }
}

function sweepLedger(parts: {
  readonly state: State
  readonly ledger: Ledger
}): (before: number, limit: number) => Step {
  const { ledger } = parts
  const { counts } = parts.state
  /** The bucket to go on with, and the limit that this sweep began with; null between sweeps. */
  let under: { bucket: number; readonly before: number } | null = null
  return (before, limit) => {
    if (under === null) {
      if (counts.ledger_oldest + counts.ledger_rows / ledgerRowsPerMs >= before) {
        return { removed: 0, looked: 0, more: false }
      }
      under = { bucket: 0, before }
    }
    let removed = 0
    let looked = 0
    // An empty bucket is cheap, not free.
    for (let turns = 0; turns < 64 && under.bucket < buckets && looked < limit; turns++) {
      const step = ledger.forget(under.bucket++, under.before)
      removed += step.removed
      looked += step.looked
    }
    counts.ledger_rows -= removed
    if (under.bucket < buckets) return { removed, looked, more: true }
    counts.ledger_oldest = counts.ledger_rows > 0 ? under.before : Number.POSITIVE_INFINITY
    under = null
    return { removed, looked, more: false }
  }
}
