import type { Payload, Verdict } from '../../model/event.ts'

/** Takes in what comes, and keeps what was refused. */
export interface IntakeStore {
  /**
   * Appends events in one commit, each with its queue rows and ledger key. The answers stand in the order
   * of the events. Calls that are made while a commit is under way share the next one.
   */
  append(events: readonly NewEvent[]): Promise<readonly Appended[]>
  /**
   * Keeps refused requests; beyond the budget, the oldest of the network that has most (of the thing that is
   * over: count or bytes) makes room. The newcomer counts with its network and may be the one that goes.
   */
  reject(rejections: readonly NewRejection[]): Promise<readonly { seq: number; tag: number }[]>
  /** Removes a rejection by hand; false where there is none. */
  removeRejection(seq: number): Promise<boolean>
  /** Counts requests that were refused, kept or not, in one commit. */
  countRefused(counts: readonly RefusedCount[]): Promise<void>
  /** Counts one of what was counted so, as its cause was found, and marks it with that where it is kept still, in one commit. */
  countCause(found: FoundCause): Promise<void>
}

/** An event to append. */
export interface NewEvent {
  /** The epoch of the configuration that it was verified under. */
  readonly epoch: number
  readonly source: number
  readonly verdict: Verdict
  readonly secret: string | null
  readonly type: string | null
  readonly providerEventId: string | null
  readonly receivedAt: number
  readonly contentType: string | null
  readonly payload: Payload
  /** What the dedup ledger is to know; null skips it. */
  readonly ledger: LedgerEntry | null
  /** The lanes that it goes to, each once. */
  readonly queue: readonly { readonly lane: number; readonly due: number; readonly orderKey: string | null }[]
  /**
   * Let in from this rejection, which is removed in the same commit (of a duplicate too); an absent one makes
   * it `gone`. Looked at after the epoch and before the ledger.
   */
  readonly rejection: number | null
  /** The keys of its values at the paths that its source indexes, each once (`pathValues`). Absent: none. */
  readonly values?: readonly number[]
}

/** Keys of 16 bytes (a truncated SHA-256 over source, basis and fields) and what a repeat of them means. */
export interface LedgerEntry {
  readonly key: Uint8Array
  /**
   * `suppress`: a repeat is a duplicate and not stored. A number: it is one up to that many ms (inclusive)
   * after the earlier event was received, else marked. `mark`: it is stored and carries `sameBytesAs`.
   * The earlier event is the newest that was stored under the key.
   */
  readonly repeat: 'suppress' | 'mark' | number
  /**
   * A second key, of the bytes alone; not beside `mark`. An event that is stored is kept under it as well, and
   * carries as `sameBytesAs` the one that was kept under it before.
   */
  readonly bytesKey?: Uint8Array | undefined
}

export type Appended =
  | {
      readonly outcome: 'accepted'
      readonly seq: number
      readonly tag: number
      readonly sameBytesAs: number | null
    }
  /** Seen before: the earlier event's id; its tag is 0 where the event is no longer stored. */
  | { readonly outcome: 'duplicate'; readonly seq: number; readonly tag: number }
  /** The configuration has changed since it was verified: verify again. */
  | { readonly outcome: 'stale' }
  /** The rejection that it was to be let in from is no longer there. */
  | { readonly outcome: 'gone' }

/** Requests of one source that were refused within one minute for one reason. */
export interface RefusedCount {
  /** Its number; 0 where it is not named. */
  readonly source: number
  readonly code: string
  /** Within their minute, in ms. */
  readonly at: number
  readonly count: number
  /** Of their bodies. */
  readonly bytes: number
}

/** A request that was refused, and for which cause. */
export interface FoundCause {
  readonly seq: number
  readonly source: number
  readonly code: string
  /** As `RefusalCause` has it. */
  readonly cause: string
  /** When it was refused, in ms. */
  readonly at: number
}

export interface NewRejection {
  readonly source: number
  readonly code: string
  readonly explanation: string
  readonly receivedAt: number
  readonly network: string
  readonly held: boolean
  readonly payload: Payload
  /** What the source may keep in all; bytes are those of body, URL and headers, as stored. */
  readonly budget: { readonly count: number; readonly bytes: number }
}
