import { setImmediate as turn } from 'node:timers/promises'
import { damagedView } from '../configuration/damaged-view.ts'
import { CandidateView } from '../configuration/event-view.ts'
import type { EventView, Filter } from '../configuration/filter.ts'
import type { Snapshot } from '../configuration/live.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { ErasureCursor, ErasureSelection } from '../model/erasure.ts'
import type { Payload, StoredEvent } from '../model/event.ts'
import { formatId } from '../model/id.ts'
import { isMeant } from './undecided.ts'

/** Numbers looked through at once, events read at once, and how many of each one step comes to. */
const window = 5_000
const eventsAtOnce = 250
const eventsAStep = 500
const windowsAStep = 20
/** 64 of the largest body are 64 MiB. */
const payloadsAtOnce = 64
const rejectionsAStep = 50

/** What is looked for, and up to where. */
export interface Search {
  readonly journal: Pick<LookStore, 'events' | 'payloads' | 'rejection' | 'rejections'>
  readonly snapshot: Snapshot
  readonly selection: ErasureSelection
  /** Compiled from the selection's; null lets everything pass. */
  readonly filter: Filter | null
  readonly upto: ErasureCursor
}

/** What a step of it found. */
export interface Found {
  readonly events: readonly number[]
  readonly rejections: readonly number[]
  readonly cursor: ErasureCursor
  readonly done: boolean
}

/**
 * The next step of a search, through the events from the oldest and then through the kept rejections from the
 * newest; a bounded number of each. Of an event whose content is gone, the filter sees what is left. Throws
 * `ErasureUndecided`, also where it asks for content that is damaged: the person may still be in it.
 */
export async function selectNext(search: Search, cursor: ErasureCursor): Promise<Found> {
  const { selection, upto } = search
  if (selection.events !== null) {
    return { events: selection.events, rejections: [], cursor: upto, done: true }
  }
  if (cursor.event < upto.event) {
    const { chosen, reached } = await selectEvents(search, cursor.event)
    const done = reached >= upto.event && upto.rejection === 0
    return { events: chosen, rejections: [], cursor: { ...cursor, event: reached }, done }
  }
  const { chosen, looked } = await selectRejections(search, cursor.rejection)
  const next = { ...cursor, rejection: looked }
  return { events: [], rejections: chosen, cursor: next, done: looked >= upto.rejection }
}

async function selectEvents(search: Search, after: number): Promise<{ chosen: number[]; reached: number }> {
  const { journal, selection, upto } = search
  const { source, from, to } = selection
  const chosen: number[] = []
  let reached = after
  let read = 0
  for (let turns = 0; turns < windowsAStep && read < eventsAStep && reached < upto.event; turns++) {
    const last = Math.min(upto.event, reached + window)
    const page = await journal.events({
      after: reached,
      before: last + 1,
      oldestFirst: true,
      limit: eventsAtOnce,
      ...(source !== null && { source }),
      ...(from !== null && { from }),
      ...(to !== null && { to }),
    })
    for (let at = 0; at < page.length; at += payloadsAtOnce) {
      chosen.push(...(await passing(search, page.slice(at, at + payloadsAtOnce))))
    }
    read += page.length
    reached = page.length === eventsAtOnce ? (page.at(-1)?.seq ?? last) : last
  }
  return { chosen, reached }
}

async function passing(search: Search, events: readonly StoredEvent[]): Promise<number[]> {
  const { journal, snapshot, filter } = search
  const rest = events.filter(({ erasedAt }) => erasedAt === null)
  if (filter === null) return rest.map(({ seq }) => seq)
  const payloads = await journal.payloads(rest.map(({ seq }) => seq))
  const passed: number[] = []
  for (const event of rest) {
    const source = snapshot.sourceByNumber(event.source)?.source.name ?? ''
    const payload = payloads.damaged?.has(event.seq) ? 'damaged' : (payloads.get(event.seq)?.payload ?? null)
    const view = viewOf(source, event.type ?? '', event.verdict, payload)
    if (isMeant(filter, view, formatId('evt', event.seq, event.tag))) passed.push(event.seq)
    // Others get their turn between two bodies, which may be large.
    await turn()
  }
  return passed
}

/** `looked`: how many numbers below and with the highest have been looked at. */
async function selectRejections(
  search: Search,
  before: number,
): Promise<{ chosen: number[]; looked: number }> {
  const { journal, snapshot, selection, filter, upto } = search
  const { source, from, to } = selection
  const page = await journal.rejections({
    before: upto.rejection + 1 - before,
    limit: rejectionsAStep,
    ...(source !== null && { source }),
  })
  const chosen: number[] = []
  for (const { seq, tag, receivedAt, source: number } of page) {
    if ((from !== null && receivedAt < from) || (to !== null && receivedAt >= to)) continue
    const kept = filter === null ? null : await journal.rejection(seq)
    const name = snapshot.sourceByNumber(number)?.source.name ?? ''
    const id = formatId('rej', seq, tag)
    const payload = kept?.damaged ? 'damaged' : (kept?.payload ?? null)
    if (filter === null || (kept !== null && isMeant(filter, viewOf(name, '', 'rejected', payload), id)))
      chosen.push(seq)
    await turn()
  }
  const lowest = page.at(-1)?.seq
  const over = page.length < rejectionsAStep || lowest === undefined
  return { chosen, looked: over ? upto.rejection : upto.rejection + 1 - lowest }
}

function viewOf(
  source: string,
  type: string,
  verdict: string,
  payload: Payload | 'damaged' | null,
): EventView {
  if (payload === 'damaged') return damagedView({ source, type, verdict })
  if (payload === null) {
    const json = (): never => {
      throw new TypeError('the content is gone')
    }
    return { source, type, verdict, size: 0, headers: {}, json }
  }
  const view = new CandidateView(source, type, 'unsigned', payload.headers, payload.body, null)
  return {
    source,
    type,
    verdict,
    size: view.size,
    get headers() {
      return view.headers
    },
    json: (digits) => view.json(digits),
    get form() {
      return view.form
    },
  }
}
