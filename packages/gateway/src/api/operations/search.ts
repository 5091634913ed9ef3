import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { JournalUnavailable } from '../../journal/errors.ts'
import type { LookStore, SpanQuery } from '../../journal/port/look.ts'
import { bounds } from '../../model/bounds.ts'
import type { StoredEvent } from '../../model/event.ts'
import { formatId, parseId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import type { EventJson } from '../answers/event.ts'
import { eventSchema, showEvents } from '../shapes/event-json.ts'
import { iso, momentSchema, timeSchema } from '../shapes/times.ts'
import { whole } from '../shapes/whole.ts'
import { runsOf } from './block-runs.ts'
import type { ApiContext } from './context.ts'
import { lookForEvents } from './event-list.ts'
import { namesByNumber } from './find.ts'
import { LineAnswer, type Operation, operation } from './operation.ts'
import { sourcesInReach } from './reach.ts'
import { unmaskedSources } from './unmasked-sources.ts'

/** Searches at once, one of each who asks; how long one goes on; of what a slice consists, and what lies between two. */
const mostAtOnce = 2
const mostMs = 10 * 60_000
const sliceMs = 50
const pauseMs = 10
const blocksAtOnce = 256

/** What is searched for, and where. */
interface SearchInput {
  readonly text: string
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly before?: string | undefined
  readonly limit: number
}

const searchInput: z.ZodType<SearchInput, unknown> = z
  .strictObject({
    text: z.string().min(1).max(256).meta({
      description:
        'Bodies that hold these characters as they stand here, in UTF-8; capitals and escapes count.',
    }),
    source: z.string().max(100).optional(),
    type: z.string().max(200).optional(),
    from: momentSchema.optional().meta({ description: 'Received then or later.' }),
    to: momentSchema.optional().meta({ description: 'Received before then.' }),
    before: z.string().max(100).optional().meta({ description: 'An id: among what is older than it.' }),
    limit: whole(bounds.found)
      .default(bounds.found.usual)
      .meta({ description: 'Events that are found, at most.' }),
  })
  .meta({ id: 'Search' })

/** One line of the answer. */
export type SearchLine =
  | { readonly kind: 'hit'; readonly event: EventJson }
  | { readonly kind: 'progress'; readonly looked: number; readonly of: number; readonly to: string | null }
  | {
      readonly kind: 'end'
      readonly reason: 'all' | 'limit' | 'time' | 'unavailable'
      readonly next: string | null
    }

const searchLine: z.ZodType<SearchLine> = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('hit'), event: eventSchema }),
    z.object({
      kind: z.literal('progress'),
      looked: z.int().meta({ description: 'Events that were looked at so far.' }),
      of: z.int().meta({ description: 'About how many there are.' }),
      to: timeSchema.nullable().meta({ description: 'How far back in time.' }),
    }),
    z.object({
      kind: z.literal('end'),
      reason: z.enum(['all', 'limit', 'time', 'unavailable']),
      next: z
        .string()
        .nullable()
        .meta({ description: 'Passed as `before`: where it goes on; null: all was looked at.' }),
    }),
  ])
  .meta({ id: 'SearchLine' })

type Store = Pick<LookStore, 'about' | 'blocks' | 'event' | 'events' | 'searchBodies'>

/** `POST /events/search`: what is searched for stands in the body, so that no log of addresses has it. */
export function searchOperation({ journal, live }: ApiContext): Operation {
  const underWay = new Set<string>()
  return operation<undefined, SearchInput, SearchLine>({
    method: 'post',
    path: '/events/search',
    id: 'searchEvents',
    summary:
      'Look through the bodies of events for a text, the newest first, without the action `events.unmask` those of sources that mask nothing alone; answers lines of JSON as it goes, and ends when whoever asks goes away',
    action: 'events.read',
    limited: true,
    body: searchInput,
    status: 200,
    contentType: 'application/x-ndjson',
    answer: searchLine,
    codes: ['ERR_NOT_FOUND', 'ERR_MASKED', 'ERR_SEARCHES_TOO_MANY'],
    async handle({ body: { source, from, to, before, ...input }, identity, gone }) {
      const { configuration } = live.current()
      const sources = unmaskedSources(
        configuration,
        identity,
        sourcesInReach(configuration, identity, source),
      )
      if (source !== undefined && sources?.length === 0) throw new Refusal('ERR_MASKED')
      const behind = before === undefined ? null : parseId('evt', before)
      if (before !== undefined && behind === null)
        throw new Refusal('ERR_NOT_FOUND', 'There is no such event.')
      const who = `${identity.by.kind} ${identity.by.id}`
      if (underWay.size >= mostAtOnce || underWay.has(who)) throw new Refusal('ERR_SEARCHES_TOO_MANY')
      const signal = gone()
      underWay.add(who)
      const end = (): void => void underWay.delete(who)
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
      const span = {
        ...(sources !== undefined && { sources }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      }
      const names = namesByNumber(configuration.sources)
      const show = async (events: readonly StoredEvent[]): Promise<EventJson[]> =>
        await showEvents(journal, events, names)
      const at = behind === null ? null : behind.seq - 1
      return new LineAnswer(searchLines(journal, { ...input, span, at, show }, signal), mostMs)
    },
  })
}

interface Search {
  readonly text: string
  readonly type?: string | undefined
  readonly span: SpanQuery
  /** From this number on downwards; null: from the newest. */
  readonly at: number | null
  readonly limit: number
  readonly show: (events: readonly StoredEvent[]) => Promise<readonly EventJson[]>
}

async function* searchLines(
  journal: Store,
  { text, type, span, at, limit, show }: Search,
  signal: AbortSignal,
): AsyncGenerator<SearchLine> {
  const bytes = new TextEncoder().encode(text)
  const begun = performance.now()
  let next = at === null ? null : at + 1
  let looked = 0
  let found = 0
  try {
    const { count } = await journal.about(span)
    for await (const { low, high } of runsDown(journal, span, at)) {
      for (let top = high; top >= low; ) {
        if (signal.aborted) return
        if (performance.now() - begun > mostMs * 0.9) return yield await ended('time', next)
        const what = { bytes, ...span, ...(type !== undefined && { type }), low, high: top }
        const slice = await journal.searchBodies({ ...what, limit: limit - found, sliceMs })
        looked += slice.looked
        found += slice.items.length
        next = slice.reached ?? low
        for (const event of await show(slice.items)) yield { kind: 'hit', event }
        if (found >= limit) return yield await ended('limit', next)
        const time = await timeAt(next)
        yield { kind: 'progress', looked, of: Math.max(count, looked), to: time }
        top = next - 1
        await sleep(pauseMs)
      }
    }
    yield { kind: 'end', reason: 'all', next: null }
  } catch (error) {
    if (!(error instanceof JournalUnavailable)) throw error
    yield { kind: 'end', reason: 'unavailable', next: null }
  }

  async function ended(reason: 'time' | 'limit', seq: number | null): Promise<SearchLine> {
    const event = seq === null ? null : await firstFrom(seq)
    return { kind: 'end', reason, next: event && formatId('evt', event.seq, event.tag) }
  }
  async function timeAt(seq: number): Promise<string | null> {
    const event = await firstFrom(seq)
    return event && iso(event.receivedAt)
  }
  /** Of the sources in reach alone: the id and the time of another are told to nobody who may not see it. */
  async function firstFrom(seq: number): Promise<StoredEvent | null> {
    const { sources } = span
    const { items } = await lookForEvents(journal, { ...(sources && { sources }) }, seq - 1, true, 1)
    return items[0] ?? null
  }
}

/** The runs of blocks that may hold what is meant, downwards. */
async function* runsDown(
  journal: Store,
  span: SpanQuery,
  at: number | null,
): AsyncGenerator<{ readonly low: number; readonly high: number }> {
  for (let from = at; from === null || from >= 0; ) {
    const blocks = await journal.blocks({ ...span, at: from, upwards: false, limit: blocksAtOnce })
    const runs = runsOf(blocks)
    for (const { low, high } of runs) yield { low, high: Math.min(high, from ?? high) }
    const last = runs.at(-1)
    if (blocks.length < blocksAtOnce || last === undefined) return
    from = last.low - 1
  }
}
