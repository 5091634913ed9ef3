import { writeHint } from './queue-hint.ts'
import { queueChannel } from './watch.ts'
import type { Database } from './wire/database.ts'

/**
 * Tells other gateways of work on lanes that this one does not own. A notification takes a lock of the
 * whole server at its commit, so there is one each 20 ms at most, apart from the appends' transactions.
 */
export interface Wake {
  add(lanes: Iterable<number>): void
  /** Lanes that need no telling: this process alone works them. */
  leaveOut(isOwn: (lane: number) => boolean): void
  close(): void
}

const waitMs = 20

export function createWake(database: Database, gateway: string): Wake {
  let isOwn = (_lane: number): boolean => false
  let waiting = new Set<number>()
  let timer: NodeJS.Timeout | null = null

  async function send(): Promise<void> {
    const hint = writeHint(gateway, waiting)
    waiting = new Set()
    await database.write('select pg_notify($1, $2)', [queueChannel, hint])
    timer = null
    if (waiting.size > 0) schedule()
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      send().catch(() => {
        // The others' polls find the work.
        timer = null
      })
    }, waitMs)
  }

  return {
    add(lanes) {
      for (const lane of lanes) if (!isOwn(lane)) waiting.add(lane)
      if (waiting.size > 0) schedule()
    },
    leaveOut(left) {
      isOwn = left
    },
    close() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
