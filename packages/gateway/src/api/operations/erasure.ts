import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { compileFilter, longestFilter } from '../../configuration/filter.ts'
import { markOf } from '../../keep/filter-mark.ts'
import { selectNext } from '../../keep/select.ts'
import {
  type Erasure,
  type ErasureCursor,
  type ErasureSelection,
  parseErasureId,
} from '../../model/erasure.ts'
import { keptName } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'
import { checkFilter } from '../../setup/check-filter.ts'
import type { ErasureJson } from '../answers/erasure.ts'
import { formatCursor, parseCursor } from '../shapes/cursor.ts'
import { erasureSchema, showErasure } from '../shapes/erasure-json.ts'
import { pageOf, pageQuery } from '../shapes/list.ts'
import { momentSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { findEvent } from './find-event.ts'
import { type Operation, operation } from './operation.ts'

interface SelectionInput {
  readonly filter: string
  readonly source?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** Text that both engines hold as it is; what is to be erased must not hang on what becomes of it. */
const isWhole = (text: string): boolean => Buffer.from(text).toString() === text && !text.includes('\0')
const notWhole = 'must be text without U+0000 and without halves of surrogate pairs'

const selectionFields = {
  filter: z.string().max(longestFilter).refine(isWhole, notWhole).meta({
    description: 'A CEL expression, as in a route; `true` is everything. Forgotten once it has been applied.',
  }),
  source: z.string().max(100).optional(),
  from: momentSchema.optional().meta({ description: 'Received from then on.' }),
  to: momentSchema.optional().meta({ description: 'Received before then.' }),
}

const reasonSchema = z.string().min(1).max(500).refine(isWhole, notWhole).meta({
  description: 'Kept for good: a case number, not the name of the person.',
})

const erasureInput: z.ZodType<SelectionInput & { reason: string }, unknown> = z.strictObject({
  ...selectionFields,
  reason: reasonSchema,
})

const countInput: z.ZodType<SelectionInput & { cursor?: string | undefined }, unknown> = z.strictObject({
  ...selectionFields,
  cursor: z.string().max(200).optional().meta({ description: '`next` of the call before.' }),
})

interface Count {
  readonly events: number
  readonly rejections: number
  readonly next: string | null
}

const countAnswer: z.ZodType<Count> = z.object({
  events: z.int(),
  rejections: z.int(),
  next: z
    .string()
    .nullable()
    .meta({ description: 'Passed as `cursor` it goes on; null: all were looked at.' }),
})

/** How long one call counts, in ms. */
const countMs = 1_000

/** `/erasures` and `/events/{event}/erase`: content that is taken out on demand, and who asked for it. */
export function erasureOperations(context: ApiContext): readonly Operation[] {
  const { journal, live, now, seal, erasuresChanged, erasureTrouble, discarded } = context
  const show = (erasure: Erasure): ErasureJson =>
    showErasure(erasure, live.current().configuration, erasureTrouble(erasure.number))
  return [
    operation({
      method: 'get',
      path: '/erasures',
      id: 'listErasures',
      summary: 'List erasures, the newest first; they are kept for good',
      action: 'erasures.read',
      query: pageQuery,
      status: 200,
      answer: pageOf(erasureSchema),
      codes: ['ERR_CURSOR'],
      async handle({ query: { limit, cursor } }) {
        const before = cursor === undefined ? null : parseCursor('erasures', 1, cursor)[0]
        const found = await journal.erasures({
          limit: limit + 1,
          ...(typeof before === 'number' && { before }),
        })
        const page = found.slice(0, limit)
        const last = page.at(-1)
        return {
          items: page.map(show),
          next: found.length > limit && last ? formatCursor('erasures', [last.number]) : null,
        }
      },
    }),
    operation({
      method: 'post',
      path: '/erasures',
      id: 'createErasure',
      summary: 'Erase the content of all events, and all kept rejections, that match',
      action: 'erasures.write',
      body: erasureInput,
      once: true,
      status: 202,
      answer: erasureSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER'],
      async handle({ body, identity, act }) {
        const erasure = await journal.by({ ...act, asked: { ...body } }, now()).createErasure({
          selection: selectionOf(context, body),
          reason: body.reason,
          by: keptName(identity),
          createdAt: now(),
          filterHash: markOf(body.filter, seal),
        })
        erasuresChanged()
        return show(erasure)
      },
    }),
    operation({
      method: 'post',
      path: '/erasures/count',
      id: 'countErasure',
      summary: 'Count what an erasure would erase, a bounded step a call',
      action: 'erasures.write',
      body: countInput,
      status: 200,
      answer: countAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CURSOR', 'ERR_ERASURE_UNDECIDED'],
      handle: async ({ body }) => await count(context, body),
    }),
    operation({
      method: 'get',
      path: '/erasures/{erasure}',
      id: 'getErasure',
      summary: 'Show an erasure and how far it has come',
      action: 'erasures.read',
      status: 200,
      answer: erasureSchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) => show(await findErasure(context, params.erasure)),
    }),
    operation({
      method: 'post',
      path: '/erasures/{erasure}/compare',
      id: 'compareErasure',
      summary: 'Say whether an erasure was made with this filter, which is not kept itself',
      action: 'erasures.write',
      body: z.strictObject({ filter: selectionFields.filter }),
      status: 200,
      answer: z.object({ same: z.boolean() }),
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, body }) {
        const { filterHash } = await findErasure(context, params.erasure)
        return { same: filterHash === markOf(body.filter, seal) }
      },
    }),
    operation({
      method: 'post',
      path: '/erasures/{erasure}/cancel',
      id: 'cancelErasure',
      summary: 'Let an erasure look no further; what it has erased stays erased',
      action: 'erasures.write',
      status: 202,
      answer: erasureSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_ERASURE_ENDED'],
      async handle({ params, act }) {
        const { number } = await findErasure(context, params.erasure)
        const canceled = await journal.by(act, now()).cancelErasure(number)
        if (canceled === null) throw new Refusal('ERR_ERASURE_ENDED')
        erasuresChanged()
        return show(canceled)
      },
    }),
    operation({
      method: 'post',
      path: '/events/{event}/erase',
      id: 'eraseEvent',
      summary: 'Erase the content of an event; the answer is the erasure, which is done once no byte is left',
      action: 'erasures.write',
      body: z.strictObject({ reason: reasonSchema }),
      status: 202,
      answer: erasureSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_EVENT_ERASED'],
      async handle({ params, body, identity, act }) {
        const { seq, erasedAt } = await findEvent(journal, params.event)
        if (erasedAt !== null) throw new Refusal('ERR_EVENT_ERASED')
        const selection = { events: [seq], source: null, from: null, to: null, filter: null }
        const { number, cursor, upto } = await journal
          .by({ ...act, asked: { ...body } }, now())
          .createErasure({
            ...{ selection, reason: body.reason, by: keptName(identity), createdAt: now(), filterHash: null },
          })
        // Its content is gone with the answer; the bytes go from the disk in the background.
        const part = { events: [seq], rejections: [], done: true, now: now() }
        discarded((await journal.erase({ number, from: cursor, to: upto, ...part })) ?? [])
        erasuresChanged()
        return show(await findErasure(context, `ers_${number}`))
      },
    }),
  ]
}

function selectionOf({ live }: ApiContext, { filter, source, from, to }: SelectionInput): ErasureSelection {
  checkFilter(filter)
  const { configuration } = live.current()
  const number = source === undefined ? null : findSource(configuration, source).number
  return { events: null, source: number, from: from ?? null, to: to ?? null, filter }
}

async function count(
  context: ApiContext,
  body: SelectionInput & { cursor?: string | undefined },
): Promise<Count> {
  const { journal, live } = context
  const selection = selectionOf(context, body)
  const filter = compileFilter(body.filter)
  const page = body.cursor === undefined ? null : parseCursor('erasure', 4, body.cursor).map(Number)
  const [newest] = await journal.events({ limit: 1 })
  const [newestRejection] = await journal.rejections({ limit: 1 })
  const upto: ErasureCursor = {
    event: page?.[2] ?? newest?.seq ?? 0,
    rejection: page?.[3] ?? newestRejection?.seq ?? 0,
  }
  let cursor: ErasureCursor = { event: page?.[0] ?? 0, rejection: page?.[1] ?? 0 }
  let [events, rejections, done] = [0, 0, false]
  const until = performance.now() + countMs
  while (!done && performance.now() < until) {
    const found = await selectNext({ journal, snapshot: live.current(), selection, filter, upto }, cursor)
    events += found.events.length
    rejections += found.rejections.length
    ;({ cursor, done } = found)
  }
  const next = [cursor.event, cursor.rejection, upto.event, upto.rejection]
  return { events, rejections, next: done ? null : formatCursor('erasure', next) }
}

async function findErasure({ journal }: ApiContext, id: string | undefined): Promise<Erasure> {
  const number = parseErasureId(id ?? '')
  const erasure = number === null ? null : await journal.erasure(number)
  if (erasure === null) throw new Refusal('ERR_NOT_FOUND', 'There is no such erasure.')
  return erasure
}
