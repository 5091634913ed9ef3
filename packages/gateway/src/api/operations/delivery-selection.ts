import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { compileFilter, type Filter, longestFilter } from '../../configuration/filter.ts'
import type { Delivery, DeliveryState } from '../../model/delivery.ts'
import type { Payload, StoredEvent } from '../../model/event.ts'
import { checkFilter } from '../../setup/check-filter.ts'
import { cursorOf, positionOf } from '../shapes/delivery-cursor.ts'
import { momentSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findDestination, findSource } from './find.ts'
import { viewOf } from './stored-event.ts'

const httpClasses = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const
export type HttpClass = (typeof httpClasses)[number]

/** By the status of a delivery's last answer. */
export const httpClassSchema: z.ZodType<HttpClass> = z.enum(httpClasses)

/** The statuses of a class: from the first to below the second. */
export function statusesOf(httpClass: HttpClass): readonly [from: number, below: number] {
  const first = Number(httpClass[0]) * 100
  return [first, first + 100]
}

/** Which of many deliveries are meant, and where a call begins and ends among them. */
export interface DeliverySelection {
  readonly destination?: string | undefined
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly code?: string | undefined
  readonly httpClass?: HttpClass | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly filter?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The fields of a selection, for the body of a request. */
export const selectionFields: {
  readonly [Field in keyof Required<DeliverySelection>]: z.ZodType<DeliverySelection[Field], unknown>
} = {
  destination: z.string().max(100).optional(),
  source: z.string().max(100).optional(),
  type: z.string().max(256).optional(),
  code: z.string().max(100).optional().meta({ description: 'Whose last attempt ended with this error.' }),
  httpClass: httpClassSchema.optional().meta({ description: 'Whose last answer had such a status.' }),
  from: momentSchema.optional().meta({ description: 'Of events received from then on.' }),
  to: momentSchema.optional().meta({ description: 'Of events received before then.' }),
  filter: z.string().max(longestFilter).optional().meta({ description: 'A CEL expression, as in a route.' }),
  limit: z.int().min(1).max(1000).default(1000).meta({ description: 'Deliveries that are looked at.' }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the call before.' }),
}

/** What the answer says of where to go on. */
export const nextSchema: z.ZodType<string | null> = z
  .string()
  .nullable()
  .meta({ description: 'Passed as `cursor` it goes on; null: all were looked at.' })

/** A delivery that is meant, with its event; the payload only where it is asked for, and still kept. */
export interface Selected {
  readonly delivery: Delivery
  readonly event: StoredEvent
  readonly payload: Payload | undefined
}

/** Payloads that are read at once: 64 of the largest body are 64 MiB. */
const payloadsAtOnce = 64

/**
 * Visits the deliveries of one page that are meant, in the order of the list, and answers the cursor of the next
 * page. An event whose content is gone passes no filter. Throws ERR_NOT_FOUND, ERR_FILTER and ERR_CURSOR before
 * anything is visited.
 *
 * @param withPayloads - whether payloads are read even where no filter needs them
 */
export async function visitSelected(
  context: ApiContext,
  state: DeliveryState,
  selection: DeliverySelection,
  withPayloads: boolean,
  visit: (selected: Selected) => void,
): Promise<string | null> {
  const { journal, live } = context
  const { destination, code, httpClass, filter, limit, cursor } = selection
  checkFilter(filter ?? null)
  const passes = filter === undefined ? null : compileFilter(filter)
  const isMeant = eventMatcher(context, selection)
  const found = await journal.deliveries({
    state,
    limit: limit + 1,
    ...(destination !== undefined && {
      destination: findDestination(live.current().configuration, destination).number,
    }),
    ...(cursor !== undefined && { before: positionOf(cursor) }),
  })
  const page = found.slice(0, limit)
  const [low, below] = httpClass === undefined ? [null, null] : statusesOf(httpClass)
  const wanted = page.filter(
    ({ lastCode, lastStatus }) =>
      (code === undefined || lastCode === code) &&
      (low === null || (lastStatus !== null && lastStatus >= low && lastStatus < below)),
  )
  for (let at = 0; at < wanted.length; at += payloadsAtOnce) {
    const some = wanted.slice(at, at + payloadsAtOnce)
    const seqs = [...new Set(some.map(({ seq }) => seq))]
    const payloads = withPayloads || passes !== null ? await journal.payloads(seqs) : null
    const events = await Promise.all(
      some.map(async ({ seq }) => payloads?.get(seq)?.event ?? (await journal.event(seq))),
    )
    for (const [index, delivery] of some.entries()) {
      const event = events[index] ?? null
      if (event === null || !isMeant(event)) continue
      const payload = payloads?.get(delivery.seq)?.payload
      if (passesFilter(context, passes, event, payload)) visit({ delivery, event, payload })
      // Others get their turn between two bodies, which may be large.
      if (payloads !== null) await turn()
    }
  }
  const last = page.at(-1)
  return found.length > limit && last ? cursorOf(last) : null
}

function eventMatcher(
  { live }: ApiContext,
  { source, type, from, to }: DeliverySelection,
): (event: StoredEvent) => boolean {
  const wanted = source === undefined ? null : findSource(live.current().configuration, source).number
  return (event) =>
    (wanted === null || event.source === wanted) &&
    (type === undefined || event.type === type) &&
    (from === undefined || event.receivedAt >= from) &&
    (to === undefined || event.receivedAt < to)
}

function passesFilter(
  { live }: ApiContext,
  passes: Filter | null,
  event: StoredEvent,
  payload: Payload | undefined,
): boolean {
  return passes === null || (payload !== undefined && passes(viewOf(live.current(), event, payload)))
}
