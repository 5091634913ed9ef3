import { z } from 'zod'
import type { Verdict } from '../../model/event.ts'
import { formatId } from '../../model/id.ts'
import { formatCursor, parseCursor } from '../shapes/cursor.ts'
import { deliverySchema, showDelivery } from '../shapes/delivery-json.ts'
import { type EventJson, eventSchema, showEvents, showPayload } from '../shapes/event-json.ts'
import { type PageQuery, pageFields, pageOf } from '../shapes/list.ts'
import type { Names } from '../shapes/names.ts'
import { momentSchema } from '../shapes/times.ts'
import { verdictSchema } from '../shapes/verdict-schema.ts'
import { bodyAnswer } from './body-answer.ts'
import type { ApiContext } from './context.ts'
import { findSource, namesByNumber } from './find.ts'
import { contentGone, findEvent, findPayload } from './find-event.ts'
import { type Operation, operation } from './operation.ts'

interface EventFilter extends PageQuery {
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly verdict?: Verdict | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const eventFilter: z.ZodType<EventFilter, unknown> = z.strictObject({
  ...pageFields,
  source: z.string().max(100).optional(),
  type: z.string().max(200).optional(),
  verdict: verdictSchema.optional(),
  from: momentSchema.optional(),
  to: momentSchema.optional(),
})

/** `/events`, to look at: what came in. Publishing and replaying stand in files of their own. */
export function eventOperations(context: ApiContext): readonly Operation[] {
  const { journal, live } = context
  const sources = (): Names => namesByNumber(live.current().configuration.sources)
  return [
    operation({
      method: 'get',
      path: '/events',
      id: 'listEvents',
      summary: 'List events, the newest first',
      action: 'events.read',
      query: eventFilter,
      status: 200,
      answer: pageOf(eventSchema),
      codes: ['ERR_CURSOR', 'ERR_NOT_FOUND'],
      async handle({ query: { source, cursor, limit, type, verdict, from, to } }) {
        const before = cursor === undefined ? null : parseCursor('events', 1, cursor)[0]
        const events = await journal.events({
          limit: limit + 1,
          ...(source !== undefined && { source: findSource(live.current().configuration, source).number }),
          ...(type !== undefined && { type }),
          ...(verdict !== undefined && { verdict }),
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          ...(typeof before === 'number' && { before }),
        })
        const page = events.slice(0, limit)
        const last = page.at(-1)
        return {
          items: await showEvents(journal, page, sources()),
          next: events.length > limit && last ? formatCursor('events', [last.seq]) : null,
        }
      },
    }),
    operation({
      method: 'get',
      path: '/events/{event}',
      id: 'getEvent',
      summary: 'Show an event with its headers',
      action: 'events.read',
      status: 200,
      answer: eventSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_PAYLOAD_DAMAGED'],
      async handle({ params }) {
        const event = await findEvent(journal, params.event)
        const [shown] = await showEvents(journal, [event], sources())
        return { ...(shown as EventJson), ...showPayload(await findPayload(journal, event)) }
      },
    }),
    operation({
      method: 'get',
      path: '/events/{event}/body',
      id: 'getEventBody',
      summary: 'The body, byte for byte, under its own content type',
      action: 'events.read',
      status: 200,
      contentType: '*/*',
      codes: ['ERR_NOT_FOUND', 'ERR_PAYLOAD_EXPIRED', 'ERR_PAYLOAD_DAMAGED', 'ERR_EVENT_ERASED'],
      async handle({ params }) {
        const event = await findEvent(journal, params.event)
        const payload = await findPayload(journal, event)
        if (payload === null) throw contentGone(event)
        return bodyAnswer(payload, event.contentType, formatId('evt', event.seq, event.tag))
      },
    }),
    operation({
      method: 'get',
      path: '/events/{event}/deliveries',
      id: 'listEventDeliveries',
      summary: 'List the deliveries of an event',
      action: 'deliveries.read',
      status: 200,
      answer: pageOf(deliverySchema),
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        const event = await findEvent(journal, params.event)
        const deliveries = await journal.deliveries({ event: event.seq, limit: 1000 })
        const names = namesByNumber(live.current().configuration.destinations)
        return { items: deliveries.map((delivery) => showDelivery(delivery, names)), next: null }
      },
    }),
  ]
}
