import type { QueueStore } from '../journal/port/queue.ts'
import { endWithoutTry } from '../model/delivery.ts'
import type { OwnedLane } from '../model/lane.ts'

const pageRows = 500

/**
 * Discards all that waits for a destination that has been deleted, whenever it falls due. Answers how many
 * deliveries it discarded; stops early where the lane has become someone else's.
 */
export async function discardLane(
  journal: Pick<QueueStore, 'due' | 'settle'>,
  owner: string,
  lane: OwnedLane,
  now: () => number,
): Promise<number> {
  let discarded = 0
  for (;;) {
    const rows = await journal.due(lane.number, Number.MAX_SAFE_INTEGER, null, pageRows)
    if (rows.length === 0) return discarded
    const attempt = endWithoutTry('ERR_DESTINATION_DELETED', now())
    const effects = await journal.settle(
      owner,
      rows.map(({ due, seq, replay }) => ({
        lane: lane.number,
        fence: lane.fence,
        at: { due, seq, replay },
        attempt,
        next: { state: 'discarded' as const },
      })),
    )
    const taken = effects.filter((effect) => effect).length
    discarded += taken
    if (taken === 0) return discarded
  }
}
