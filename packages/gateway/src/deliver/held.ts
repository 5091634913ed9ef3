import type { QueueRow } from '../journal/port/queue.ts'

type Key = number | string

/** An offer follows its commit at once; a row that fell due longer ago than this, in ms, is none any more. */
const offersFollowWithinMs = 10_000
const mostRemembered = 1_024

/**
 * The rows of one lane that its owner has in memory, ready or in flight, and what keeps a row from being
 * taken twice: a page that was read before a row was settled still shows it, and an offer may come after a
 * page has brought the same row, even after it was settled.
 */
export class Held {
  readonly #rows = new Map<Key, QueueRow>()
  readonly #paged = new Set<Key>()
  readonly #orderKeys = new Set<string>()
  #ready: QueueRow[] = []
  #first = 0
  #endedWhileReading: Set<Key> | null = null
  /** All was let go of since the reading under way began. */
  #shedWhileReading = false
  /** Rows that a page brought and that have ended, as long as an offer of them may still come. */
  readonly #remembered = new Set<Key>()
  #readAt = 0

  /** Ready, in flight and not yet settled. */
  get size(): number {
    return this.#rows.size
  }

  get ready(): number {
    return this.#ready.length - this.#first
  }

  /** Takes a fresh row; false where it has been taken already. */
  offer(row: QueueRow): boolean {
    const key = keyOf(row)
    if (this.#rows.has(key) || this.#remembered.delete(key)) return false
    this.#rows.set(key, row)
    this.#ready.push(row)
    return true
  }

  /** The next ready row, now in flight. */
  begin(): QueueRow | undefined {
    const row = this.#ready[this.#first]
    if (row === undefined) return undefined
    this.#first += 1
    if (this.#first > 256 && this.#first * 2 > this.#ready.length) {
      this.#ready = this.#ready.slice(this.#first)
      this.#first = 0
    }
    return row
  }

  /** A row in flight is settled, or given back to the journal. */
  end(row: QueueRow): void {
    const key = keyOf(row)
    this.#rows.delete(key)
    if (row.orderKey !== null) this.#orderKeys.delete(row.orderKey)
    this.#endedWhileReading?.add(key)
    if (!this.#paged.delete(key) || row.due < this.#readAt - offersFollowWithinMs) return
    this.#remembered.add(key)
    if (this.#remembered.size <= mostRemembered) return
    for (const oldest of this.#remembered) {
      this.#remembered.delete(oldest)
      return
    }
  }

  /** Lets go of a row that somebody else has settled; false where it is not held, or in flight. */
  drop(at: Pick<QueueRow, 'seq' | 'replay'>): boolean {
    const key = keyOf(at)
    this.#endedWhileReading?.add(key)
    const place = this.#ready.findIndex((row, index) => index >= this.#first && keyOf(row) === key)
    if (place < 0) return false
    for (const row of this.#ready.splice(place, 1)) this.end(row)
    return true
  }

  /** Lets go of all that is ready and not in flight, and of the page that is being read. */
  shed(): readonly QueueRow[] {
    this.#shedWhileReading = true
    const rows = this.#ready.slice(this.#first)
    this.#ready = []
    this.#first = 0
    for (const row of rows) {
      this.#rows.delete(keyOf(row))
      if (row.orderKey !== null) this.#orderKeys.delete(row.orderKey)
      this.#paged.delete(keyOf(row))
    }
    return rows
  }

  /** A page is about to be read: what ends from now on may be on it. */
  beginReading(now: number): void {
    this.#endedWhileReading = new Set()
    this.#shedWhileReading = false
    this.#readAt = now
  }

  /**
   * Takes the rows of a page that are neither held nor ended since its reading began; none of one that was being
   * read when all was let go of: whoever sheds wants nothing in memory, and one that retires would never be empty.
   */
  endReading(page: readonly QueueRow[]): void {
    const ended = this.#endedWhileReading
    this.#endedWhileReading = null
    if (this.#shedWhileReading) return
    for (const row of page) {
      const key = keyOf(row)
      if (this.#rows.has(key) || ended?.has(key) === true) continue
      if (row.orderKey !== null) {
        // The journal answers the first of a key; one that was committed out of turn must not overtake.
        if (this.#orderKeys.has(row.orderKey)) continue
        this.#orderKeys.add(row.orderKey)
      }
      this.#rows.set(key, row)
      this.#paged.add(key)
      this.#ready.push(row)
    }
  }
}

function keyOf({ seq, replay }: Pick<QueueRow, 'seq' | 'replay'>): Key {
  return replay === 0 ? seq : `${seq}:${replay}`
}
