/**
 * The newest ledger keys in memory, in buckets by the first bits of the key. Open addressing over typed
 * arrays: 32 bytes a key, nothing for the garbage collector to walk. A bucket is emptied as a whole, once
 * its keys are written; until then a key is never removed.
 */
export const buckets = 512
const slotsPerBucket = 512
/** Linear probing grows slow above this. */
const fullAt = Math.floor(slotsPerBucket * 0.75)
const slots = buckets * slotsPerBucket

export function bucketOf(key: Uint8Array): number {
  return ((key[0] ?? 0) << 1) | ((key[1] ?? 0) >> 7)
}

/** The first key of a bucket, and so the end of the one before. */
export function firstKeyOf(bucket: number): Uint8Array {
  const key = new Uint8Array(16)
  key[0] = bucket >> 1
  key[1] = (bucket & 1) << 7
  return key
}

export class LedgerBuffer {
  readonly #keys = new Uint8Array(slots * 16)
  readonly #words = new Uint32Array(this.#keys.buffer)
  /** 0 where the slot is free: seqs begin at 1. */
  readonly #seqs = new Float64Array(slots)
  readonly #times = new Float64Array(slots)
  readonly #fill = new Uint16Array(buckets)
  readonly #probe = new Uint8Array(16)
  readonly #probeWords = new Uint32Array(this.#probe.buffer)
  /** What `put` changed since the last `keep`: slot, and the seq and time it had before. */
  readonly #undo: number[] = []
  size = 0

  /** The slot of a key, or the bitwise complement of the free slot where it would stand. */
  find(key: Uint8Array): number {
    this.#probe.set(key)
    const [a = 0, b = 0, c = 0, d = 0] = this.#probeWords
    const base = bucketOf(key) * slotsPerBucket
    let index = (d ^ c) & (slotsPerBucket - 1)
    for (;;) {
      const slot = base + index
      if (this.#seqs[slot] === 0) return ~slot
      const word = slot * 4
      if (
        this.#words[word] === a &&
        this.#words[word + 1] === b &&
        this.#words[word + 2] === c &&
        this.#words[word + 3] === d
      ) {
        return slot
      }
      index = (index + 1) & (slotsPerBucket - 1)
    }
  }

  seqAt(slot: number): number {
    return this.#seqs[slot] ?? 0
  }

  timeAt(slot: number): number {
    return this.#times[slot] ?? 0
  }

  /** Stores under what `find` answered; the caller has seen to it that the bucket is not full. */
  put(found: number, key: Uint8Array, seq: number, time: number): void {
    const slot = found < 0 ? ~found : found
    this.#undo.push(slot, this.#seqs[slot] ?? 0, this.#times[slot] ?? 0)
    if (found < 0) {
      this.#keys.set(key, slot * 16)
      const bucket = bucketOf(key)
      this.#fill[bucket] = (this.#fill[bucket] ?? 0) + 1
      this.size++
    }
    this.#seqs[slot] = seq
    this.#times[slot] = time
  }

  /** Keeps what was put so far. */
  keep(): void {
    this.#undo.length = 0
  }

  /**
   * Takes back what was put since the last `keep`, the newest first: so each probe sequence is again as it
   * was. Not possible once a bucket was cleared in between.
   */
  undo(): void {
    for (let at = this.#undo.length - 3; at >= 0; at -= 3) {
      const [slot = 0, seq = 0, time = 0] = this.#undo.slice(at, at + 3)
      if (seq === 0) {
        const bucket = Math.floor(slot / slotsPerBucket)
        this.#fill[bucket] = (this.#fill[bucket] ?? 0) - 1
        this.size--
      }
      this.#seqs[slot] = seq
      this.#times[slot] = time
    }
    this.#undo.length = 0
  }

  isFull(bucket: number): boolean {
    return (this.#fill[bucket] ?? 0) >= fullAt
  }

  /** Whether a key more still leaves a free slot, where a search for an unknown one ends. */
  hasRoom(bucket: number): boolean {
    return (this.#fill[bucket] ?? 0) < slotsPerBucket - 1
  }

  /** The entries of a bucket in the order of their keys, so that they meet the table's pages in order. */
  sorted(bucket: number): { readonly key: Uint8Array; readonly seq: number; readonly time: number }[] {
    const entries: { key: Uint8Array; seq: number; time: number }[] = []
    const base = bucket * slotsPerBucket
    for (let slot = base; slot < base + slotsPerBucket; slot++) {
      const seq = this.#seqs[slot] ?? 0
      if (seq === 0) continue
      entries.push({
        key: this.#keys.subarray(slot * 16, slot * 16 + 16),
        seq,
        time: this.#times[slot] ?? 0,
      })
    }
    return entries.sort((a, b) => Buffer.compare(a.key, b.key))
  }

  clearBucket(bucket: number): void {
    this.#seqs.fill(0, bucket * slotsPerBucket, (bucket + 1) * slotsPerBucket)
    this.size -= this.#fill[bucket] ?? 0
    this.#fill[bucket] = 0
  }

  clear(): void {
    this.#seqs.fill(0)
    this.#fill.fill(0)
    this.#undo.length = 0
    this.size = 0
  }
}
