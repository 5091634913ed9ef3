import { z } from 'zod'
import { longestFilter } from '../../configuration/filter.ts'
import { rates } from '../../model/bounds.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { StoredEvent, Verdict } from '../../model/event.ts'
import { Refusal } from '../../model/refusal.ts'
import { parseReplayId, type Replay } from '../../model/replay.ts'
import { checkFilter } from '../../setup/check-filter.ts'
import { formatCursor, parseCursor } from '../shapes/cursor.ts'
import { pageOf, pageQuery } from '../shapes/list.ts'
import { createdReplaySchema, replaySchema, showReplay } from '../shapes/replay-json.ts'
import { momentSchema } from '../shapes/times.ts'
import { verdictSchema } from '../shapes/verdict-schema.ts'
import type { ApiContext } from './context.ts'
import { findDestination, findSource } from './find.ts'
import { findEvent } from './find-event.ts'
import { type Operation, operation } from './operation.ts'

interface ReplayInput {
  readonly destination?: string | undefined
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly verdict?: Verdict | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly filter?: string | undefined
  readonly events?: string[] | undefined
  readonly ratePerSecond: number
}

const replayInput: z.ZodType<ReplayInput, unknown> = z.strictObject({
  destination: z.string().max(100).optional().meta({
    description: 'To this one alone, routed there or not. Absent: to where the routes lead.',
  }),
  source: z.string().max(100).optional(),
  type: z.string().max(200).optional(),
  verdict: verdictSchema.optional(),
  from: momentSchema.optional().meta({ description: 'Received from then on.' }),
  to: momentSchema.optional().meta({ description: 'Received before then.' }),
  filter: z.string().max(longestFilter).optional().meta({ description: 'A CEL expression, as in a route.' }),
  events: z.array(z.string().max(100)).min(1).max(1000).optional().meta({
    description: 'These alone, by id; the other conditions then do not count but the filter.',
  }),
  ratePerSecond: z
    .number()
    .min(rates.replay.least)
    .max(rates.replay.most)
    .default(rates.replay.usual)
    .meta({ description: 'Events a second.' }),
})

const replayChange: z.ZodType<{ state: 'running' | 'paused' | 'canceled' }, unknown> = z.strictObject({
  state: z.enum(['running', 'paused', 'canceled']),
})

/** `/replays`: many events delivered again, at a given rate. */
export function replayOperations(context: ApiContext): readonly Operation[] {
  const { journal, live, now, replaysChanged } = context
  const configuration = () => live.current().configuration
  return [
    operation({
      method: 'get',
      path: '/replays',
      id: 'listReplays',
      summary: 'List replays, the newest first',
      action: 'replays.read',
      query: pageQuery,
      status: 200,
      answer: pageOf(replaySchema),
      codes: ['ERR_CURSOR'],
      async handle({ query: { limit, cursor } }) {
        const before = cursor === undefined ? null : parseCursor('replays', 1, cursor)[0]
        const found = await journal.replays({
          limit: limit + 1,
          ...(typeof before === 'number' && { before }),
        })
        const page = found.slice(0, limit)
        const last = page.at(-1)
        return {
          items: page.map((replay) => showReplay(replay, configuration())),
          next: found.length > limit && last ? formatCursor('replays', [last.number]) : null,
        }
      },
    }),
    operation({
      method: 'post',
      path: '/replays',
      id: 'createReplay',
      summary: 'Deliver many events again: by id, time, type, source and filter, at a given rate',
      action: 'replays.write',
      body: replayInput,
      once: true,
      status: 201,
      answer: createdReplaySchema,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER'],
      async handle({ body, act }) {
        checkFilter(body.filter ?? null)
        const {
          source,
          destination,
          type = null,
          verdict = null,
          from = null,
          to = null,
          filter = null,
        } = body
        const named = body.events === undefined ? null : await eventsOf(context, body.events)
        const events = named?.map(({ seq }) => seq) ?? null
        const [newest] = await journal.events({ limit: 1 })
        const replay = await journal.by({ ...act, asked: { ...body } }, now()).createReplay({
          selection: {
            events,
            source: source === undefined ? null : findSource(configuration(), source).number,
            type,
            verdict,
            from,
            to,
            filter,
          },
          destination:
            destination === undefined ? null : findDestination(configuration(), destination).number,
          ratePerSecond: body.ratePerSecond,
          upto: events?.at(-1) ?? newest?.seq ?? 0,
          createdAt: now(),
        })
        replaysChanged()
        const sources =
          source === undefined ? named?.map((event) => event.source) : [replay.selection.source ?? 0]
        const warnings = replay.destination === null ? leadsNowhere(configuration(), sources ?? null) : []
        return { ...showReplay(replay, configuration()), ...(warnings.length > 0 && { warnings }) }
      },
    }),
    operation({
      method: 'get',
      path: '/replays/{replay}',
      id: 'getReplay',
      summary: 'Show a replay and how far it has come',
      action: 'replays.read',
      status: 200,
      answer: replaySchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) => showReplay(await findReplay(context, params.replay), configuration()),
    }),
    operation({
      method: 'patch',
      path: '/replays/{replay}',
      id: 'changeReplay',
      summary: 'Pause a replay, let it go on, or cancel it; what is queued already is still delivered',
      action: 'replays.write',
      body: replayChange,
      status: 200,
      answer: replaySchema,
      codes: ['ERR_NOT_FOUND', 'ERR_REPLAY_ENDED'],
      async handle({ params, body, act }) {
        const { number } = await findReplay(context, params.replay)
        const changed = await journal
          .by({ ...act, asked: { ...body } }, now())
          .changeReplay(number, body.state, now())
        if (changed === null) throw new Refusal('ERR_REPLAY_ENDED')
        replaysChanged()
        return showReplay(changed, configuration())
      },
    }),
  ]
}

async function findReplay({ journal }: ApiContext, id: string | undefined): Promise<Replay> {
  const number = parseReplayId(id ?? '')
  const replay = number === null ? null : await journal.replay(number)
  if (replay === null) throw new Refusal('ERR_NOT_FOUND', 'There is no such replay.')
  return replay
}

/** Events by id, the oldest first, each once. */
async function eventsOf({ journal }: ApiContext, ids: readonly string[]): Promise<StoredEvent[]> {
  const found = new Map<number, StoredEvent>()
  for (const id of ids) {
    const event = await findEvent(journal, id)
    found.set(event.seq, event)
  }
  return [...found.values()].sort((one, other) => one.seq - other.seq)
}

/** A replay to where the routes lead, when none leads anywhere, is done at once, and has delivered nothing. */
function leadsNowhere(
  { sources, routes }: Configuration,
  numbers: readonly number[] | null,
): readonly string[] {
  const from = numbers === null ? null : new Set(numbers)
  const concerned = [...sources].filter(({ number }) => from === null || from.has(number))
  if (concerned.some(({ id }) => routes.all('source', id).length > 0)) return []
  const of =
    concerned.length === 1 && from !== null ? `from ${concerned[0]?.name}` : 'from any of its sources'
  return [
    `No route leads ${of}, so nothing is delivered: name a destination, or make a route and replay then.`,
  ]
}
