import type { NewReplay, Replay } from '../../model/replay.ts'
import type { NewQueueRow } from './queue.ts'

/** Replays, and what of them has been queued. */
export interface ReplayStore {
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
