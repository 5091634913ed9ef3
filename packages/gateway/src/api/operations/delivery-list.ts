import type { DeliveryLook, Looked, LookStore } from '../../journal/port/look.ts'
import type { Delivery, DeliveryKey } from '../../model/delivery.ts'
import { parseDeliveryId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import { type Run, runsOf } from './block-runs.ts'
import { firstEventFrom } from './event-list.ts'
import { spanOf } from './span-of.ts'
import type { TwoWayList } from './two-way.ts'

/** Runs of blocks that one page looks along, blocks in all, and rows of each state within a run. */
const mostRuns = 6
const mostBlocks = 2000
const mostRows = 5000

/** Above any number of a lane or a replay. */
const beyond = 2 ** 40

/** Which deliveries are listed. */
export type DeliveriesWanted = Omit<DeliveryLook, 'low' | 'high' | 'after' | 'upwards' | 'limit' | 'rows'>

type Store = Pick<LookStore, 'blocks' | 'lookAtDeliveries' | 'events'>

/** Deliveries in the order of their events. */
export function deliveryList(journal: Store, wanted: DeliveriesWanted): TwoWayList<Delivery, DeliveryKey> {
  return {
    name: 'deliveries-of-events',
    look: (behind, upwards, limit) => lookForDeliveries(journal, wanted, behind, upwards, limit),
    placeOf: ({ seq, lane, replay }) => ({ seq, lane, replay }),
    numbersOf: ({ seq, lane, replay }) => [seq, lane, replay],
    placeFrom: ([seq = 0, lane = 0, replay = 0]) => ({ seq, lane, replay }),
    idPlaces(id) {
      const parsed = parseDeliveryId(id)
      if (parsed === null) throw new Refusal('ERR_NOT_FOUND', 'There is no such delivery.')
      const { seq, lane, replay } = parsed
      return { above: { seq, lane, replay }, below: { seq, lane, replay: replay + 1 } }
    },
    timeAt: async ({ seq }) => (await firstEventFrom(journal, seq, wanted.sources))?.receivedAt ?? null,
  }
}

/** Looks for deliveries behind one of them, along so many rows at most. */
export async function lookForDeliveries(
  journal: Store,
  wanted: DeliveriesWanted,
  behind: DeliveryKey | null,
  upwards: boolean,
  limit: number,
): Promise<Looked<Delivery, DeliveryKey>> {
  const { runs, more } = await runsToLook(journal, wanted, behind, upwards)
  const items: Delivery[] = []
  for (const { low, high } of runs) {
    const look = { low, high, after: behind, upwards, limit: limit - items.length, rows: mostRows }
    const found = await journal.lookAtDeliveries({ ...wanted, ...look })
    items.push(...found.items)
    if (items.length >= limit || found.reached !== null) return { items, reached: found.reached }
  }
  const last = runs.at(-1)
  if (!more || last === undefined) return { items, reached: null }
  const edge = upwards
    ? { seq: last.high, lane: beyond, replay: beyond }
    : { seq: last.low, lane: 0, replay: 0 }
  return { items, reached: edge }
}

/** Where such deliveries may be: their blocks, if anything is asked that sums of blocks tell of. */
async function runsToLook(
  journal: Store,
  wanted: DeliveriesWanted,
  behind: DeliveryKey | null,
  upwards: boolean,
): Promise<{ readonly runs: readonly Run[]; readonly more: boolean }> {
  const everywhere = { runs: [{ low: 0, high: Number.MAX_SAFE_INTEGER }], more: false }
  const span = spanOf(wanted)
  if (wanted.event !== undefined || Object.keys(span).length === 0) return everywhere
  const blocks = await journal.blocks({ ...span, at: behind?.seq ?? null, upwards, limit: mostBlocks + 1 })
  const runs = runsOf(blocks.slice(0, mostBlocks))
  return { runs: runs.slice(0, mostRuns), more: runs.length > mostRuns || blocks.length > mostBlocks }
}
