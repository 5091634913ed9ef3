import type { EventQuery, Looked, LookStore } from '../../journal/port/look.ts'
import type { StoredEvent } from '../../model/event.ts'
import { parseId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import { runsOf } from './block-runs.ts'
import { spanOf } from './span-of.ts'
import type { PagePlace, TwoWayList } from './two-way.ts'

/** Blocks of events that one page looks through: 98,304 events. */
const mostBlocks = 24

/** Which events are listed. */
export type EventsWanted = Pick<EventQuery, 'sources' | 'type' | 'verdict' | 'from' | 'to'>

type Store = Pick<LookStore, 'blocks' | 'events'>

/** Events in the order in which they came in. */
export function eventList(journal: Store, wanted: EventsWanted): TwoWayList<StoredEvent, number> {
  return {
    name: 'events',
    look: (behind, upwards, limit) => lookForEvents(journal, wanted, behind, upwards, limit),
    placeOf: ({ seq }) => seq,
    numbersOf: (seq) => [seq],
    placeFrom: ([seq = 0]) => seq,
    idPlaces(id) {
      const parsed = parseId('evt', id)
      if (parsed === null) throw new Refusal('ERR_NOT_FOUND', 'There is no such event.')
      return { above: parsed.seq, below: parsed.seq + 1 }
    },
    timeAt: async (seq) => (await firstEventFrom(journal, seq, wanted.sources))?.receivedAt ?? null,
  }
}

/** Looks for events behind a number, through so many blocks at most as may hold some. */
export async function lookForEvents(
  journal: Store,
  wanted: EventsWanted,
  behind: number | null,
  upwards: boolean,
  limit: number,
): Promise<Looked<StoredEvent, number>> {
  const at = behind === null ? null : behind + (upwards ? 1 : -1)
  if (at !== null && at < 0) return { items: [], reached: null }
  const blocks = await journal.blocks({ ...spanOf(wanted), at, upwards, limit: mostBlocks + 1 })
  const runs = runsOf(blocks.slice(0, mostBlocks))
  const items: StoredEvent[] = []
  for (const { low, high } of runs) {
    const after = Math.max(low - 1, upwards && behind !== null ? behind : -1)
    const before = Math.min(high + 1, !upwards && behind !== null ? behind : high + 1)
    const query = { ...wanted, after, before, oldestFirst: upwards, limit: limit - items.length }
    items.push(...(await journal.events(query)))
    if (items.length >= limit) break
  }
  const last = runs.at(-1)
  const more = blocks.length > mostBlocks && last !== undefined
  return { items, reached: !more ? null : upwards ? last.high : last.low }
}

/**
 * The first event from a number on, near it. Of the sources in reach alone: the time of another is told to nobody who
 * may not see it.
 */
export async function firstEventFrom(
  journal: Store,
  seq: number,
  sources: readonly number[] | undefined,
): Promise<StoredEvent | null> {
  const { items } = await lookForEvents(journal, spanOf({ sources }), seq - 1, true, 1)
  return items[0] ?? null
}

/** The place of a time, in ms: between what came before it and the first of what came then or later. */
export async function placeOfTime(journal: Store, time: number): Promise<PagePlace<number>> {
  let behind: number | null = null
  do {
    const { items, reached } = await lookForEvents(journal, { from: time }, behind, true, 1)
    const [first] = items
    if (first !== undefined) return { above: first.seq, below: first.seq + 1 }
    behind = reached
  } while (behind !== null)
  return { from: null, upwards: false }
}
