/** Sizes that trade memory for writes. The defaults are measured; tests choose small ones to meet every edge. */
export interface Tuning {
  /** Ledger keys held in memory before the oldest bucket of them is written. Default 49152. */
  readonly ledgerKeys: number
  /** Events that may have to be read again at the start to rebuild those keys. Default 131072. */
  readonly ledgerTail: number
  /** Pages in the write-ahead log after which a checkpoint begins. Default 4096 (16 MiB). */
  readonly checkpointPages: number
  /**
   * Pages in the write-ahead log after which the writer itself empties it, while commits wait. Default 16384 (64 MiB),
   * a quarter of what is kept free on the disk by default.
   */
  readonly walLimitPages: number
  /** Page cache of the writer, in KiB. Default 16384. */
  readonly writerCacheKib: number
  /** Page cache of each reader, in KiB. Default 4096. */
  readonly readerCacheKib: number
  /** Largest size of the database, in pages; 0 for what SQLite allows. Default 0. */
  readonly maxPages: number
}

export const defaultTuning: Tuning = {
  ledgerKeys: 49_152,
  ledgerTail: 131_072,
  checkpointPages: 4096,
  walLimitPages: 16_384,
  writerCacheKib: 16_384,
  readerCacheKib: 4096,
  maxPages: 0,
}
