import { bucketOf, buckets } from './ledger-buffer.ts'

/** Bits a key, with five probes: about one unknown key in a hundred is looked up in vain. */
const bitsPerKey = 12
const probes = 5
const keyBytes = 16
const leastBits = 1 << 12
/** 32 KiB a bucket, 16 MiB in all: beyond, the filter errs more often, and costs no more. */
const mostBits = 1 << 18

interface BucketFilter {
  readonly words: Uint32Array
  readonly mask: number
  readonly capacity: number
  keys: number
}

/**
 * Says of most unknown keys that they are not in the table, without a look: at 2,000,000 keys such a look
 * takes 5 µs, a quarter of an append. A Bloom filter a bucket, made when its bucket is first written, since
 * its pages are in the cache then. The keys are hashes, so their own bits serve.
 */
export class LedgerFilter {
  readonly #buckets: (BucketFilter | null)[] = new Array(buckets).fill(null)

  /** False only where the key is certainly not in the table. */
  mayHold(key: Uint8Array): boolean {
    const filter = this.#buckets[bucketOf(key)]
    if (filter === null || filter === undefined) return true
    const step = wordOf(key, 8) | 1
    let at = wordOf(key, 4)
    for (let probe = 0; probe < probes; probe++) {
      const bit = at & filter.mask
      if (((filter.words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false
      at = (at + step) | 0
    }
    return true
  }

  /** To be called for each key that is written to the table. */
  add(key: Uint8Array): void {
    const filter = this.#buckets[bucketOf(key)]
    if (filter === null || filter === undefined) return
    filter.keys++
    set(filter, key, 0)
  }

  /** Whether the bucket has no filter yet, or one that has become too small. */
  wants(bucket: number): boolean {
    const filter = this.#buckets[bucket]
    if (filter === null || filter === undefined) return true
    return filter.keys > filter.capacity && filter.mask + 1 < mostBits
  }

  /** Makes a bucket's filter of all keys that the table has in it, one after the other. */
  make(bucket: number, joined: Uint8Array): void {
    const keys = joined.length / keyBytes
    let bits = leastBits
    // Room for as many again, so that it is made anew only when the bucket has doubled.
    while (bits < keys * 2 * bitsPerKey && bits < mostBits) bits *= 2
    const filter: BucketFilter = {
      words: new Uint32Array(bits / 32),
      mask: bits - 1,
      capacity: Math.floor(bits / bitsPerKey),
      keys,
    }
    for (let at = 0; at < joined.length; at += keyBytes) set(filter, joined, at)
    this.#buckets[bucket] = filter
  }
}

function set(filter: BucketFilter, keys: Uint8Array, start: number): void {
  const step = wordOf(keys, start + 8) | 1
  let at = wordOf(keys, start + 4)
  for (let probe = 0; probe < probes; probe++) {
    const bit = at & filter.mask
    filter.words[bit >>> 5] = (filter.words[bit >>> 5] ?? 0) | (1 << (bit & 31))
    at = (at + step) | 0
  }
}

function wordOf(key: Uint8Array, at: number): number {
  return (key[at] ?? 0) | ((key[at + 1] ?? 0) << 8) | ((key[at + 2] ?? 0) << 16) | ((key[at + 3] ?? 0) << 24)
}
