import type { Attempt, Decision, DeliveryKey, FinalState } from '../../model/delivery.ts'
import type { KeptHealth } from '../../model/kept-health.ts'
import type { OwnedLane } from '../../model/lane.ts'

/** What waits to be delivered: who owns it, what is due, what became of it. */
export interface QueueStore {
  /**
   * Takes and renews lanes for this owner. Answers all lanes that it owns from now on, for `leaseMs` by the engine's
   * clock: the list of before where nothing is another, and in another list what is not is the same object. A lane that another owner holds is left alone until its lease has ended; with each
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
   *
   * @param beside - other lanes, in which the first of a key may lie as well. Default: none
   */
  due(
    lane: number,
    now: number,
    after: QueuePosition | null,
    limit: number,
    beside?: readonly number[],
  ): Promise<readonly QueueRow[]>
  /** Whether each gateway that there is looks in other lanes for the first of a key, as far as `own` has told last. */
  heedsOtherLanes(): boolean
  /** How far apart, in ms, results that nothing waits for should be settled: what shares a commit costs less. */
  settleApartMs(): number
  /** Of these lanes those in which something is queued, due or not. */
  waiting(lanes: readonly number[]): Promise<readonly number[]>
  /** The next `due` of a lane beyond a position, or null: when to look again. */
  nextDue(lane: number, after: QueuePosition | null): Promise<number | null>
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
}

/** Why lanes should be asked for before their time. */
export type OwnershipChange = 'free' | 'doubtful'

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
