import type { DatabaseSync } from 'node:sqlite'
import { bucketOf, buckets, firstKeyOf, LedgerBuffer } from './ledger-buffer.ts'
import { LedgerFilter } from './ledger-filter.ts'
import type { State } from './state.ts'

/** No filter is made beyond so many rows: reading a bucket for it would hold up the commit. */
const filterUpTo = 50_000_000
/** Events whose keys are read at once. */
const tailRows = 8192

/**
 * The dedup ledger. Random keys are what costs a B-tree: each would touch a page of its own in every
 * commit. So the newest keys stay in memory, persisted implicitly, since each event's row carries its keys,
 * and are written bucket by bucket, in key order, a dozen to a page. `ledger_mark` says for each bucket up
 * to which event its keys are in `seen`; the rest is rebuilt from the tail of `event` at the start.
 * Measured at 2,000,000 keys: 19,000 appends/s with direct inserts, 28,000/s this way.
 */
export interface Ledger {
  /** Looks a key up; true where it is known, as `seq` and `time` then say. */
  find(key: Uint8Array): boolean
  /** Of the last key found. */
  seq: number
  time: number
  /** Stores the key that was looked up last. */
  put(key: Uint8Array, seq: number, time: number): void
  /** Writes buckets until the memory's limits hold. To be called before each commit. */
  spill(): void
  /** All events up to this one have their keys in `seen`. */
  writtenUpTo(): number
  /** Writes the oldest buckets, about `keys` of them in all; answers how many were written. */
  write(keys: number): number
  /** Forgets entries older than `before` in one bucket; answers how many rows were looked at and removed. */
  forget(bucket: number, before: number): { readonly looked: number; readonly removed: number }
  commit(): void
  /** After a rollback: takes back what was put, or rebuilds all where a bucket was written. */
  rollback(): void
}

export function openLedger(db: DatabaseSync, state: State, limit: { keys: number; tail: number }): Ledger {
  const buffer = new LedgerBuffer()
  const filter = new LedgerFilter()
  const marks = new Float64Array(buckets)
  /** The bucket with the lowest mark is the next to be written. */
  let oldest = 0
  /** Whether a bucket was written in this transaction. */
  let wrote = false
  let found = 0

  const lookUp = db.prepare('select seq, at from seen where key = ?')
  const insert = db.prepare(
    'insert into seen (key, seq, at) values (?, ?, ?) on conflict (key) do update set seq = excluded.seq, at = excluded.at',
  )
  const mark = db.prepare('insert or replace into ledger_mark (bucket, seq) values (?, ?)')
  const readMarks = db.prepare('select bucket, seq from ledger_mark')
  // Three values for thousands of rows, whose order within them is the same: a quarter of the time of rows.
  const tail = db.prepare(`
    select group_concat(seq) as seqs, group_concat(received_ms) as times, group_concat(hex(key), '') as keys
    from event where seq > ? and seq <= ? and key is not null`)
  const tailOfBytes = db.prepare(`
    select group_concat(seq) as seqs, group_concat(received_ms) as times, group_concat(hex(bytes_key), '') as keys
    from event where seq > ? and seq <= ? and bytes_key is not null`)
  // The last bucket ends with the table: no key is as great as 17 bytes of 255.
  const afterLast = new Uint8Array(17).fill(255)
  const rangeOf = (bucket: number) =>
    [firstKeyOf(bucket), bucket === buckets - 1 ? afterLast : firstKeyOf(bucket + 1)] as const
  // One value for all: a row and a Uint8Array for each would take ten times as long.
  const keysOf = db.prepare("select group_concat(hex(key), '') as keys from seen where key >= ? and key < ?")
  const countOf = db.prepare('select count(*) as rows from seen where key >= ? and key < ?')
  const remove = db.prepare('delete from seen where key >= ? and key < ? and at < ?')

  const findOldest = () => {
    oldest = 0
    for (let bucket = 1; bucket < buckets; bucket++) {
      if ((marks[bucket] ?? 0) < (marks[oldest] ?? 0)) oldest = bucket
    }
  }

  const makeFilter = (bucket: number) => {
    if (state.counts.ledger_rows > filterUpTo || !filter.wants(bucket)) return
    filter.make(bucket, Buffer.from(String(keysOf.get(...rangeOf(bucket))?.keys), 'hex'))
  }

  const writeBucket = (bucket: number): number => {
    const entries = buffer.sorted(bucket)
    for (const { key, seq, time } of entries) {
      insert.run(key, seq, time)
      filter.add(key)
    }
    marks[bucket] = state.counts.last_seq
    mark.run(bucket, state.counts.last_seq)
    buffer.clearBucket(bucket)
    wrote = true
    if (bucket === oldest) findOldest()
    return entries.length
  }

  /** Puts the key of a stored event back, unless it is written; the newest event of a key counts. */
  const restore = (key: Uint8Array, seq: number, time: number) => {
    const bucket = bucketOf(key)
    if (seq <= (marks[bucket] ?? 0)) return
    const slot = buffer.find(key)
    if (slot >= 0 && buffer.seqAt(slot) > seq) return
    // A bucket that would be full here was full when the event came, and was written then; a first key of that
    // event was written with it, and comes back beside those that came after.
    if (slot < 0 && !buffer.hasRoom(bucket))
      throw new RangeError('more unwritten keys than there is room for')
    buffer.put(slot, key, seq, time)
  }

  const restoreAll = ({ seqs, times, keys }: Record<string, unknown> = {}) => {
    if (typeof seqs !== 'string') return
    const received = String(times).split(',')
    const joined = Buffer.from(String(keys), 'hex')
    for (const [index, seq] of seqs.split(',').entries()) {
      restore(joined.subarray(index * 16, index * 16 + 16), Number(seq), Number(received[index]))
    }
  }

  const rebuild = () => {
    buffer.clear()
    marks.fill(0)
    for (const row of readMarks.iterate()) marks[Number(row.bucket)] = Number(row.seq)
    findOldest()
    for (let from = marks[oldest] ?? 0; from < state.counts.last_seq; from += tailRows) {
      restoreAll(tail.get(from, from + tailRows))
      restoreAll(tailOfBytes.get(from, from + tailRows))
    }
    buffer.keep()
    wrote = false
  }
  rebuild()

  const ledger: Ledger = {
    seq: 0,
    time: 0,
    find: (key) => {
      found = buffer.find(key)
      if (found >= 0) {
        ledger.seq = buffer.seqAt(found)
        ledger.time = buffer.timeAt(found)
        return true
      }
      if (!filter.mayHold(key)) return false
      const row = lookUp.get(key)
      if (row === undefined) return false
      ledger.seq = Number(row.seq)
      ledger.time = Number(row.at)
      return true
    },
    put: (key, seq, time) => {
      if (time < state.counts.ledger_oldest) state.counts.ledger_oldest = time
      const bucket = bucketOf(key)
      if (found < 0 && buffer.isFull(bucket)) {
        writeBucket(bucket)
        // This event's own row is not yet counted in `last_seq`: its key stays in memory, above the mark.
        found = buffer.find(key)
      }
      buffer.put(found, key, seq, time)
    },
    spill: () => {
      // A few at a time: a commit grows by a millisecond, not by the whole ledger. One filter at most: it
      // takes as long as its bucket has rows, and those may have to come from the disk.
      for (let turns = 0; turns < 4; turns++) {
        const behind = state.counts.last_seq - (marks[oldest] ?? 0)
        if (buffer.size <= limit.keys && behind <= limit.tail) return
        const bucket = oldest
        const written = writeBucket(bucket)
        if (turns === 0 && written > 0) makeFilter(bucket)
      }
    },
    writtenUpTo: () => marks[oldest] ?? 0,
    write: (keys) => {
      let written = 0
      for (let turns = 0; turns < buckets && written < keys; turns++) written += writeBucket(oldest)
      return written
    },
    forget: (bucket, before) => {
      writeBucket(bucket)
      const looked = Number(countOf.get(...rangeOf(bucket))?.rows)
      if (looked === 0) return { looked: 0, removed: 0 }
      return { looked, removed: Number(remove.run(...rangeOf(bucket), before).changes) }
    },
    commit: () => {
      buffer.keep()
      wrote = false
    },
    rollback: () => {
      if (wrote) rebuild()
      else buffer.undo()
    },
  }
  return ledger
}
