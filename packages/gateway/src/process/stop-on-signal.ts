import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../observe/log.ts'

/**
 * Ends the process at the first SIGTERM or SIGINT, in good order; SIGTERM alone leaves time to look elsewhere first.
 *
 * @param stopping - aborted at once
 * @param unreadyMs - between SIGTERM and `stop`
 * @param stop - takes everything down; the process exits with 0 when it is over, with 1 where it rejects
 */
export function stopOnSignal(
  stopping: AbortController,
  log: Log,
  unreadyMs: number,
  stop: () => Promise<void>,
): void {
  const end = async (signal: 'SIGTERM' | 'SIGINT'): Promise<void> => {
    if (stopping.signal.aborted) return
    stopping.abort()
    log.info({ signal }, 'The gateway stops; it finishes what is under way.')
    if (signal === 'SIGTERM') await sleep(unreadyMs)
    await stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      end(signal).catch((error: unknown) => {
        log.error(
          { err: error },
          'The gateway could not stop in good order; nothing that was answered is lost.',
        )
        process.exit(1)
      })
    })
  }
}
