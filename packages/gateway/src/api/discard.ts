import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { compileFilter, type Filter } from '../configuration/filter.ts'
import { type Attempt, type Delivery, endWithoutTry } from '../model/delivery.ts'
import type { Payload, StoredEvent } from '../model/event.ts'
import { checkFilter } from './check-filter.ts'
import type { ApiContext } from './context.ts'
import { cursorOf, positionOf } from './delivery-cursor.ts'
import { type DeliveryJson, deliverySchema, showDelivery } from './delivery-json.ts'
import { findDestination, findSource, namesByNumber } from './find.ts'
import { findDelivery } from './find-event.ts'
import { type Operation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { viewOf } from './stored-event.ts'
import { momentSchema } from './times.ts'

const reasonSchema = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Kept with the delivery: what whoever wonders later should know.' })

interface ManyInput {
  readonly reason: string
  readonly state: 'pending' | 'dead'
  readonly destination?: string | undefined
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly filter?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

const manyInput: z.ZodType<ManyInput, unknown> = z.strictObject({
  reason: reasonSchema,
  state: z.enum(['pending', 'dead']),
  destination: z.string().max(100).optional(),
  source: z.string().max(100).optional(),
  type: z.string().max(256).optional(),
  from: momentSchema.optional().meta({ description: 'Of events received from then on.' }),
  to: momentSchema.optional().meta({ description: 'Of events received before then.' }),
  filter: z.string().max(4096).optional().meta({ description: 'A CEL expression, as in a route.' }),
  limit: z.int().min(1).max(1000).default(1000).meta({ description: 'Deliveries that are looked at.' }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the call before.' }),
})

const manyAnswer: z.ZodType<{ discarded: number; next: string | null }> = z.object({
  discarded: z.int(),
  next: z
    .string()
    .nullable()
    .meta({ description: 'Passed as `cursor` it goes on; null: all were looked at.' }),
})

/** `/deliveries/{delivery}/discard` and `/deliveries/discard`: what shall not be delivered any more. */
export function discardOperations(context: ApiContext): readonly Operation[] {
  const { journal, live, now } = context
  return [
    operation({
      method: 'post',
      path: '/deliveries/{delivery}/discard',
      id: 'discardDelivery',
      summary: 'Discard a pending or dead delivery; an attempt that is under way may still arrive',
      scope: 'operator',
      body: z.strictObject({ reason: reasonSchema }),
      status: 200,
      answer: deliverySchema,
      codes: ['ERR_NOT_FOUND', 'ERR_DELIVERY_SETTLED'],
      async handle({ params, body }): Promise<DeliveryJson> {
        const delivery = await findDelivery(journal, params.delivery)
        const done = await discard(context, [delivery], endOf(body.reason, now()))
        if (done === 0) throw new Problem('ERR_DELIVERY_SETTLED')
        const names = namesByNumber(live.current().configuration.destinations)
        const after = await findDelivery(journal, params.delivery)
        return showDelivery(after, names, await journal.attempts(after))
      },
    }),
    operation({
      method: 'post',
      path: '/deliveries/discard',
      id: 'discardDeliveries',
      summary: 'Discard pending or dead deliveries by destination, event and filter, a bounded step a call',
      scope: 'operator',
      body: manyInput,
      status: 200,
      answer: manyAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CURSOR'],
      async handle({ body }) {
        const { state, destination, cursor, limit, reason } = body
        const { configuration } = live.current()
        const matches = matcher(context, body)
        const found = await journal.deliveries({
          state,
          limit: limit + 1,
          ...(destination !== undefined && {
            destination: findDestination(configuration, destination).number,
          }),
          ...(cursor !== undefined && { before: positionOf(cursor) }),
        })
        const page = found.slice(0, limit)
        const last = page.at(-1)
        const discarded = await discard(context, await matches(page), endOf(reason, now()))
        return { discarded, next: found.length > limit && last ? cursorOf(last) : null }
      },
    }),
  ]
}

function endOf(reason: string, at: number): Attempt {
  return { ...endWithoutTry('ERR_DELIVERY_DISCARDED', at), answer: Buffer.from(reason, 'utf8') }
}

/** Answers how many it discarded; delivery lets go of those, and of what waited behind them. */
async function discard(
  { journal, discarded }: ApiContext,
  deliveries: readonly Delivery[],
  end: Attempt,
): Promise<number> {
  if (deliveries.length === 0) return 0
  const effects = await journal.discard(deliveries, end)
  const done = deliveries.filter((_, at) => effects[at] === true)
  discarded(done)
  return done.length
}

/** Payloads that are read at once: 64 of the largest body are 64 MiB. */
const payloadsAtOnce = 64

/** Those of a page whose events are meant. An event whose content is gone passes no filter. */
function matcher(
  context: ApiContext,
  { source, type, from, to, filter }: ManyInput,
): (page: readonly Delivery[]) => Promise<readonly Delivery[]> {
  const { journal, live } = context
  checkFilter(filter ?? null)
  const passes: Filter | null = filter === undefined ? null : compileFilter(filter)
  const wanted = source === undefined ? null : findSource(live.current().configuration, source).number
  const isMeant = (event: StoredEvent): boolean =>
    (wanted === null || event.source === wanted) &&
    (type === undefined || event.type === type) &&
    (from === undefined || event.receivedAt >= from) &&
    (to === undefined || event.receivedAt < to)
  const passesFilter = (event: StoredEvent, payload: Payload | undefined): boolean =>
    passes === null || (payload !== undefined && passes(viewOf(live.current(), event, payload)))
  return async (page) => {
    const meant: Delivery[] = []
    for (let at = 0; at < page.length; at += payloadsAtOnce) {
      const some = page.slice(at, at + payloadsAtOnce)
      const payloads =
        passes === null ? null : await journal.payloads([...new Set(some.map(({ seq }) => seq))])
      const events = await Promise.all(
        some.map(async ({ seq }) => payloads?.get(seq)?.event ?? (await journal.event(seq))),
      )
      for (const [index, delivery] of some.entries()) {
        const event = events[index] ?? null
        if (event === null || !isMeant(event)) continue
        if (passesFilter(event, payloads?.get(delivery.seq)?.payload)) meant.push(delivery)
        // Others get their turn between two bodies, which may be large.
        if (passes !== null) await turn()
      }
    }
    return meant
  }
}
