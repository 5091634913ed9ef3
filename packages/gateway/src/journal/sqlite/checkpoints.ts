import type { MessagePort } from 'node:worker_threads'
import type { Tuning } from './tuning.ts'
import type { Store } from './write/store.ts'

/** When so few pages are left, the writer copies them itself: about as long as one commit takes. */
const fewPages = 512

/**
 * Keeps the write-ahead log short without a stall. Another thread copies most of it while this one goes on
 * committing, and again for what came meanwhile; when little is left, the writer copies the rest between
 * two commits, and its next commit begins the log anew. Only a log beyond all bounds makes the writer copy
 * more than that.
 */
export function createCheckpoints(
  store: Pick<Store, 'checkpoint' | 'log'>,
  thread: MessagePort,
  tuning: Pick<Tuning, 'checkpointPages' | 'walLimitPages'>,
): { committed(): void; close(): void } {
  let under = false
  /** The thread has ended, and this one must do its work. */
  let alone = false
  /** What the log held when a pass last failed or copied nothing more: no new pass before it has grown. */
  let stuckAt = 0

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
    stuckAt = copied < logged ? logged : 0
  }
  thread.on('message', (passed: boolean) => {
    under = false
    const { logged, copied } = store.log()
    const left = logged - copied
    if (passed && left > fewPages && copied > 0 && logged < tuning.walLimitPages) return ask()
    if (!passed || left > tuning.checkpointPages) stuckAt = logged
    if (passed && (left <= fewPages || logged >= tuning.walLimitPages)) finish()
  })

  thread.on('close', () => {
    alone = true
    under = false
  })

  return {
    committed: () => {
      if (under) return
      const { logged, copied } = store.log()
      if (logged < stuckAt) stuckAt = 0
      if (logged - copied > tuning.checkpointPages && logged - stuckAt > tuning.checkpointPages / 4) {
        if (alone) finish()
        else ask()
      }
    },
    close: () => thread.close(),
  }
}
