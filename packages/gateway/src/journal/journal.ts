import type { Configuration, ConfigurationChange } from '../model/configuration.ts'
import type {
  Attempt,
  Decision,
  Delivery,
  DeliveryKey,
  FinalState,
  StoredAttempt,
} from '../model/delivery.ts'
import type { Erasure, ErasurePart, NewErasure } from '../model/erasure.ts'
import type { Payload, StoredEvent, Verdict } from '../model/event.ts'
import type { KeptHealth } from '../model/kept-health.ts'
import type { OwnedLane } from '../model/lane.ts'
import type { KeptRejection, Rejection } from '../model/rejection.ts'
import type { NewReplay, Replay } from '../model/replay.ts'
import type { KeptSignIn, SignInUse } from '../model/sign-in.ts'
import type { JournalStats } from '../model/stats.ts'
import type { Lease, Lending, Loan, LoanSettlement } from './loan.ts'
import type { DeliveryQuery, EventQuery } from './query.ts'
import type { Pruned, RetentionLimits } from './retention-limits.ts'

/**
 * The store of all that must outlive the process, as its users state it. Two engines stand behind it: one
 * SQLite file for one gateway, PostgreSQL for any number. One conformance suite runs on both.
 *
 * Times are whole milliseconds since 1970 and come from the caller; a lease alone is judged by the
 * engine's own clock (the database's, where gateways share one). A method that is over has committed to
 * disk. Every method may reject with `JournalUnavailable`; then nothing of the call is in the store, or,
 * where the connection broke during the commit, perhaps all of it: an append is then repeated by the
 * provider and found in the ledger, a settlement by its owner and found settled.
 */
export interface Journal {
  // —— configuration ————————————————————————————————————————————————————————————————————————————————

  /** Everything that is set up. Read at the start and after each change; small enough to hold. */
  configuration(): Promise<Configuration>
  /**
   * Commits a change and answers the new configuration. Once it is over, no gateway appends an event that
   * it verified under an older epoch. Rejects with `JournalConflict` where a name is taken, with
   * `DestinationBusy` where something waits for one that must be idle; then nothing has changed.
   */
  configure(change: ConfigurationChange, now: number): Promise<Configuration>
  /**
   * The epoch of what is in the store now. It differs from the one in use where a change has not been heard of yet,
   * or where a failover or a restore has brought an older state back.
   */
  epoch(): Promise<number>
  /**
   * How far the caller's clock is ahead of the store's, in ms, as compared every few seconds; 0 where they are one.
   */
  clockAheadMs(): number
  /** Calls back when the epoch in the store is another; the listener reads `configuration()` anew. */
  onConfigurationChanged(listener: () => void): void

  // —— in ———————————————————————————————————————————————————————————————————————————————————————————

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

  // —— out ——————————————————————————————————————————————————————————————————————————————————————————

  /**
   * Takes and renews lanes for this owner. Answers all lanes that it owns from now on, until `leaseMs` by
   * the engine's clock. A lane that another owner holds is left alone until its lease has ended; with each
   * change of owner the fence grows. Lanes of deleted destinations are owned too: what waits in them is to
   * be discarded by their owner.
   */
  own(owner: string, leaseMs: number): Promise<readonly OwnedLane[]>
  /**
   * Calls back when `own` is worth calling before its time. `free`: another gateway is gone, and its lanes may be
   * had. `doubtful`: others may take this one's lanes from now on, whatever was told of the lease; no attempt may
   * begin before a call of `own` that was made after this has answered.
   */
  onOwnershipChanged(listener: (change: OwnershipChange) => void): void
  /** Gives lanes back at once, for a graceful stop. Those of an older fence are left alone. */
  release(owner: string, lanes: readonly { number: number; fence: number }[]): Promise<void>
  /**
   * Queue rows of one lane with `due <= now`, ordered by due, seq, replay, beginning after `after`. Writes
   * nothing: the owner knows what it has in flight. Of rows with the same order key only the first is
   * answered, by seq and replay, and none as long as that one is not due.
   */
  due(lane: number, now: number, after: QueuePosition | null, limit: number): Promise<readonly QueueRow[]>
  /** The next `due` of a lane beyond a position, or null: when to look again. */
  nextDue(lane: number, after: QueuePosition | null): Promise<number | null>
  /**
   * Events and payloads by sequence number. One that is gone is absent, and so is one whose bytes are no longer those
   * that were stored: that is named as damaged.
   */
  payloads(seqs: readonly number[]): Promise<FoundPayloads>
  /**
   * Ends or defers deliveries, each guarded by its lane's owner and fence and by its queue row. Answers for
   * each whether it took effect; `false` means that it is someone else's: do nothing.
   */
  settle(owner: string, settlements: readonly Settlement[]): Promise<readonly boolean[]>
  /**
   * Queues deliveries of stored events once more: a replay, or a dead one tried again. A delivery that is
   * pending already is left as it is; one of an event or lane that is gone is left out. One that was settled
   * under the same key is pending again: its attempts go on counting, and those made so far are `earlier` ones.
   * Answers how many rows were added.
   */
  enqueue(rows: readonly NewQueueRow[]): Promise<number>
  /**
   * Ends deliveries that are pending or dead as discarded, whoever owns their lanes, with this end without a
   * try. Answers for each whether it took effect: what is delivered or discarded already, or is being settled
   * at this moment, is left alone. An attempt that is under way then settles nothing.
   */
  discard(keys: readonly DeliveryKey[], end: Attempt): Promise<readonly boolean[]>
  /**
   * Makes what waits due at `now`, where it is due later than `after`: the deliveries named, each with those that
   * go before it in its order, or of one lane the next `limit` by due. What is lent is left alone. Answers how many
   * are due sooner now.
   */
  sendNow(which: Waiting, after: number, now: number): Promise<number>
  /**
   * Makes undecided deliveries pending, or takes them out of the queue as if they had never been routed there. Answers
   * for each whether it took effect: what is not undecided any more is left alone.
   */
  decide(decisions: readonly Decision[]): Promise<readonly boolean[]>
  /** Keeps what is seen of destinations' health, in one commit; of an earlier round than what is kept, nothing. */
  keepHealth(seen: readonly KeptHealth[]): Promise<void>
  /** What is kept of these destinations, by number; one that has always been well may be absent. */
  healths(destinations: readonly number[]): Promise<ReadonlyMap<number, KeptHealth>>
  /** Calls back when rows may have been queued by someone else than this process. */
  onQueued(listener: (lanes: readonly number[]) => void): void

  // —— pull —————————————————————————————————————————————————————————————————————————————————————————

  /**
   * Lends due rows of one lane to an application that asks for them: in the order of `due` and by its rule for
   * order keys, and none of a key of which another is lent. Each counts an attempt more, gets a lease, and is
   * due again at the loan's end, in one commit. Calls for one lane wait for each other, whichever gateway makes
   * them: a row is lent once. Ends before the row that brings the bodies over `maxBytes`, unless it is the first.
   */
  lend(lending: Lending): Promise<readonly Loan[]>
  /** The loans of these leases; null where there is none any more: settled, given back, or lent anew. */
  loans(leases: readonly Lease[]): Promise<readonly (Loan | null)[]>
  /** Loans of all lanes that are over by `now`, by when they ended. */
  endedLoans(now: number, limit: number): Promise<readonly Loan[]>
  /**
   * Ends, defers, extends or takes back what is lent, each guarded by its lease. Answers for each whether it
   * took effect; `false` means that the lease is no more, and nothing is changed.
   */
  settleLoans(settlements: readonly LoanSettlement[]): Promise<readonly boolean[]>

  // —— replay ———————————————————————————————————————————————————————————————————————————————————————

  /** Keeps a new replay, running, and numbers it from `firstReplay` on; a number is not used again. */
  createReplay(replay: NewReplay): Promise<Replay>
  replay(number: number): Promise<Replay | null>
  /** Newest first, below `before` where given; `running`: those alone. */
  replays(query: { running?: boolean; before?: number; limit: number }): Promise<readonly Replay[]>
  /** Stops, resumes or cancels one that has not ended; null where it has, or there is none. */
  changeReplay(number: number, state: 'running' | 'paused' | 'canceled', now: number): Promise<Replay | null>
  /**
   * Queues the next part of a running replay and moves its cursor, in one commit; with the last part its filter is
   * forgotten, as it is with a cancellation. False where its cursor no
   * longer stands at `from`, or it does not run: nothing was queued.
   */
  feedReplay(feed: ReplayFeed): Promise<boolean>

  // —— erase ————————————————————————————————————————————————————————————————————————————————————————

  /**
   * Keeps a new erasure, running, of all that is stored at this moment: what comes later is no part of it.
   * Numbered from 1; kept for good.
   */
  createErasure(erasure: NewErasure): Promise<Erasure>
  erasure(number: number): Promise<Erasure | null>
  /** Newest first, below `before` where given. */
  erasures(query: { before?: number; limit: number }): Promise<readonly Erasure[]>
  /** Ends one that runs: what was found is still purged. Null where it does not run, or there is none. */
  cancelErasure(number: number): Promise<Erasure | null>
  /** The oldest that is not over, for this owner to work on for `leaseMs`; null where another works on it. */
  takeErasure(owner: string, leaseMs: number): Promise<Erasure | null>
  /**
   * Takes the content of events out, in one commit with the cursor: payload, type, provider's id and content
   * type, the answers kept of attempts, and kept rejections with the same bytes from the same source; what is
   * pending ends as discarded, ERR_EVENT_ERASED. Answers what it discarded. The row of the event stays, with
   * `erasedAt`, and the ledger knows its repeats. Null where the cursor no longer stands at `from`, or it does
   * not run: nothing was done.
   */
  erase(part: ErasurePart): Promise<readonly DeliveryKey[] | null>
  /** Puts another hash of an erasure's filter in the place of its own. */
  keepFilterHash(number: number, hash: string): Promise<void>
  /**
   * A bounded step of removing what was taken out from the disk as well. The filter is forgotten first.
   * `wait`: something in the store is in the way, try again in a while. `done`: not a byte of it is in the
   * store's files any more, and the erasure has ended.
   */
  purge(number: number, now: number): Promise<'more' | 'wait' | 'done'>

  // —— watch ————————————————————————————————————————————————————————————————————————————————————————

  /**
   * Takes the next look at a provider's webhook: answers what was kept of the last one (null before the
   * first) where `due` has come, and sets it to `nextAt`. Null where it has not: another gateway looks.
   */
  takeWatch(
    connection: string,
    now: number,
    nextAt: number,
  ): Promise<{ readonly state: string | null } | null>
  /** Keeps what a look has seen. Goes with its connection. */
  keepWatch(connection: string, state: string): Promise<void>
  /** What is kept, by the connection's id. */
  watches(): Promise<ReadonlyMap<string, string>>

  // —— sign in ——————————————————————————————————————————————————————————————————————————————————————

  /** Keeps a code or a session of the console, and forgets those that have ended. */
  keepSignIn(kept: KeptSignIn, now: number): Promise<void>
  /** Whether one is there and has not ended: at whatever gateway it was kept, or ended, before. */
  holdsSignIn(hash: string, use: SignInUse, now: number): Promise<boolean>
  /** Ends one; whether it held until now. Of many who ask for the same one, one is told so. */
  endSignIn(hash: string, use: SignInUse, now: number): Promise<boolean>

  // —— look —————————————————————————————————————————————————————————————————————————————————————————

  event(seq: number): Promise<StoredEvent | null>
  /** Newest first, below `before` where given; or oldest first, where asked for. */
  events(query: EventQuery): Promise<readonly StoredEvent[]>
  /**
   * Newest first by event (seq, lane, replay, each descending); pending ones of one destination by due, seq,
   * replay, lane, each ascending. A delivery whose event is gone is left out.
   */
  deliveries(query: DeliveryQuery): Promise<readonly Delivery[]>
  delivery(key: DeliveryKey): Promise<Delivery | null>
  attempts(key: DeliveryKey): Promise<readonly StoredAttempt[]>
  rejection(seq: number): Promise<KeptRejection | null>
  rejections(query: { source?: number; before?: number; limit: number }): Promise<readonly Rejection[]>
  stats(): Promise<JournalStats>

  // —— keep —————————————————————————————————————————————————————————————————————————————————————————

  /**
   * One bounded step of retention; answers whether more is left to do. Removes no event and no payload
   * that a queue row needs: what is still pending when its payload's time is over dies first,
   * ERR_PAYLOAD_EXPIRED, and is answered in `expired`.
   */
  prune(limits: RetentionLimits): Promise<Pruned>
  /**
   * Commits a write where an append would write, and leaves nothing behind. Rejects with `JournalUnavailable`
   * where an append would be refused now; over once it is as durable as an append.
   */
  probe(): Promise<void>
  /** Finishes what is under way, then closes. */
  close(): Promise<void>
}

/** Why lanes should be asked for before their time. */
export type OwnershipChange = 'free' | 'doubtful'

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
}

/** What a reading of payloads has found. */
export interface FoundPayloads
  extends ReadonlyMap<number, { readonly event: StoredEvent; readonly payload: Payload }> {
  /** Those of them that cannot be given out, since their checksum does not match. Absent: none. */
  readonly damaged?: ReadonlySet<number>
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

export interface QueuePosition {
  readonly due: number
  readonly seq: number
  readonly replay: number
}

/** One unsettled delivery. */
export interface QueueRow extends QueuePosition {
  readonly lane: number
  /** Attempts made so far. */
  readonly attempts: number
  /** How many of them were made before it was queued again; the retry schedule does not count them. */
  readonly earlier: number
  readonly orderKey: string | null
}

export interface NewQueueRow extends QueuePosition {
  readonly lane: number
  readonly orderKey: string | null
}

/** What of the queue is meant. */
export type Waiting =
  | { readonly keys: readonly DeliveryKey[] }
  | { readonly lane: number; readonly limit: number }

/** What became of one attempt. `at` names the queue row that it settles or defers. */
export interface Settlement {
  readonly lane: number
  readonly fence: number
  readonly at: QueuePosition
  readonly attempt: Attempt
  readonly next: { readonly state: FinalState } | { readonly retryAt: number }
}

/** The next part of a replay. */
export interface ReplayFeed {
  readonly number: number
  /** Where its cursor stands, and where it is to stand then. */
  readonly from: number
  readonly to: number
  readonly rows: readonly NewQueueRow[]
  /** How many events the rows are of. */
  readonly events: number
  /** It was the last part. */
  readonly done: boolean
  readonly now: number
}
