import type { MessagePort } from 'node:worker_threads'
import type { Tuning } from './tuning.ts'
import type { Store } from './write/store.ts'

/** When so few pages are left, the writer copies them itself: about as long as one commit takes. */
const fewPages = 512
/** What could not be copied (a full disk, a reader in the way) is tried again so often, in ms, though nothing is written. */
const retryMs = 1000
/** At the limit the writer waits for so long, in ms, for the other thread's pass and for readers to end. */
const limitWaitMs = 1000

/**
 * Keeps the write-ahead log short without a stall, whatever is written. Another thread copies most of it while this
 * one goes on committing, and again for what came meanwhile; when little is left, the writer copies the rest between
 * two commits, and its next commit begins the log anew. At the limit the writer itself empties the log, and commits
 * wait for it: once, where a reader that goes on and on (a backup) is in the way. Until that ends the log grows, and
 * nothing waits; then the other thread copies what has gathered.
 */
export function createCheckpoints(
  store: Pick<Store, 'checkpoint' | 'emptyLog' | 'log'>,
  thread: MessagePort,
  tuning: Pick<Tuning, 'checkpointPages' | 'walLimitPages'>,
  now: () => number,
): {
  /** After each transaction. `full`: it failed, since there was no room. */
  written(full: boolean): void
  close(): void
} {
  let under = false
  /** The thread has not begun yet, or has ended: this one does its work. */
  let alone = true
  let ended = false
  /** What the log held when a pass last failed or copied nothing more, and when: no new pass before it has grown. */
  let stuckAt = 0
  let triedAt = Number.NEGATIVE_INFINITY
  /** How far the log was copied, and what was left, when a reader was in the way at the limit; null: none is. */
  let held: { readonly copied: number; readonly left: number } | null = null

  const stuck = (logged: number) => {
    stuckAt = logged
    triedAt = now()
  }
  /** What the log holds; begun anew, nothing of before counts. */
  const look = () => {
    const { logged, copied } = store.log()
    if (logged < stuckAt) {
      stuckAt = 0
      held = null
    }
    return { logged, copied }
  }
  const ask = () => {
    under = true
    thread.postMessage('checkpoint')
  }
  const finish = () => {
    try {
      store.checkpoint()
    } catch {
      // A full disk: the log keeps what is not copied, and the next commit says so to its caller.
    }
    const { logged, copied } = store.log()
    if (copied < logged) stuck(logged)
    else stuckAt = 0
  }
  const empty = (logged: number) => {
    const before = store.log().copied
    try {
      if (store.emptyLog(limitWaitMs)) {
        stuckAt = 0
        return
      }
      const { copied } = store.log()
      // The other thread would have copied some more meanwhile.
      if (!ended && (!under || copied === before)) held = { copied, left: logged - copied }
    } catch {
      // A full disk, as above.
    }
    stuck(logged)
  }
  /** After a pass: whether the reader that was in the way still is. */
  const catchUp = (logged: number, copied: number, was: NonNullable<typeof held>) => {
    const left = logged - copied
    if (copied <= was.copied) {
      held = { copied, left }
      return stuck(logged)
    }
    held = left > fewPages && left < was.left ? { copied, left } : null
    if (held === null) empty(logged)
    else ask()
  }
  thread.on('message', (passed: boolean) => {
    under = false
    alone = false
    const { logged, copied } = look()
    const left = logged - copied
    if (held !== null) return catchUp(logged, copied, held)
    if (passed && left > fewPages && copied > 0 && logged < tuning.walLimitPages) return ask()
    if (!passed || left > tuning.checkpointPages) stuck(logged)
    if (passed && left <= fewPages) finish()
  })

  thread.on('close', () => {
    alone = true
    ended = true
    under = false
    held = null
  })

  const written = (full: boolean) => {
    const { logged, copied } = look()
    const grown = held === null && logged - stuckAt > tuning.checkpointPages / 4
    if (!grown && now() - triedAt < retryMs) return
    if (held === null && logged >= tuning.walLimitPages) empty(logged)
    // Once all of it is copied, the log begins anew in the room that it has.
    else if (full && (alone || !under)) finish()
    else if (logged - copied > tuning.checkpointPages) {
      if (alone) finish()
      if (!ended && !under) ask()
    }
  }
  const timer = setInterval(() => written(false), retryMs)
  timer.unref()

  return {
    written,
    close: () => {
      clearInterval(timer)
      thread.close()
    },
  }
}
