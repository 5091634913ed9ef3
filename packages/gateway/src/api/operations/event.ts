import { z } from 'zod'
import type { SpanQuery } from '../../journal/port/look.ts'
import type { StoredEvent, Verdict } from '../../model/event.ts'
import { formatId } from '../../model/id.ts'
import type { EventJson } from '../answers/event.ts'
import type { Estimate, TwoWayPage } from '../answers/page.ts'
import { deliverySchema, showDelivery } from '../shapes/delivery-json.ts'
import { eventSchema, showEvents, showPayload } from '../shapes/event-json.ts'
import { pageOf, type TwoWayQuery, twoWayFields, twoWayPageOf } from '../shapes/list.ts'
import type { Names } from '../shapes/names.ts'
import { isoOrNull, momentSchema } from '../shapes/times.ts'
import { verdictSchema } from '../shapes/verdict-schema.ts'
import { bodyAnswer } from './body-answer.ts'
import type { ApiContext } from './context.ts'
import { eventList, placeOfTime } from './event-list.ts'
import { namesByNumber } from './find.ts'
import { contentGone, findEvent, findPayload } from './find-event.ts'
import { maskedAnswer, masksOf } from './masked-body.ts'
import { type Operation, operation } from './operation.ts'
import { sourcesInReach } from './reach.ts'
import { spanOf } from './span-of.ts'
import { placeOfPage, twoWayPage } from './two-way.ts'

interface EventFilter extends TwoWayQuery {
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly verdict?: Verdict | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const eventFilter: z.ZodType<EventFilter, unknown> = z.strictObject({
  ...twoWayFields,
  source: z.string().max(100).optional(),
  type: z.string().max(200).optional(),
  verdict: verdictSchema.optional(),
  from: momentSchema.optional().meta({ description: 'Received then or later.' }),
  to: momentSchema.optional().meta({ description: 'Received before then.' }),
})

/** `/events`, to look at: what came in. Publishing and replaying stand in files of their own. */
export function eventOperations(context: ApiContext): readonly Operation[] {
  const { journal, live, ingest } = context
  const sources = (): Names => namesByNumber(live.current().configuration.sources)
  /** Of the first page: a list that ends with it is counted; else sums tell of source and time alone. */
  const estimate = async (
    { items, next }: TwoWayPage<StoredEvent>,
    span: SpanQuery | null,
  ): Promise<{ estimate?: Estimate }> => {
    if (next === null) return { estimate: { count: items.length, exact: true } }
    return span === null ? {} : { estimate: await journal.about(span) }
  }
  return [
    operation({
      method: 'get',
      path: '/events',
      id: 'listEvents',
      summary: 'List events, the newest first',
      action: 'events.read',
      limited: true,
      query: eventFilter,
      status: 200,
      answer: twoWayPageOf(eventSchema),
      codes: ['ERR_CURSOR', 'ERR_NOT_FOUND'],
      async handle({ query: { source, limit, type, verdict, from, to, ...where }, identity }) {
        const among = sourcesInReach(live.current().configuration, identity, source)
        const span = spanOf({ sources: among, from, to })
        const what = { ...(type !== undefined && { type }), ...(verdict !== undefined && { verdict }) }
        const list = eventList(journal, { ...span, ...what })
        const time = momentSchema.safeParse(where.around)
        const place = time.success ? await placeOfTime(journal, time.data) : placeOfPage(list, where)
        const page = await twoWayPage(list, place, limit)
        const isStart = 'from' in place && place.from === null
        return {
          ...page,
          items: await showEvents(journal, page.items, sources()),
          ...(isStart && (await estimate(page, Object.keys(what).length === 0 ? span : null))),
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
        const payload = await findPayload(journal, event)
        const signedAt = payload && isoOrNull(ingest.signedAt(event, payload))
        return { ...(shown as EventJson), ...showPayload(payload), signedAt }
      },
    }),
    operation({
      method: 'get',
      path: '/events/{event}/body',
      id: 'getEventBody',
      summary:
        'The body, byte for byte, under its own content type; where its source masks parts of it, those are, and `countersign-masked` says how many',
      action: 'events.read',
      status: 200,
      contentType: '*/*',
      codes: [
        'ERR_NOT_FOUND',
        'ERR_PAYLOAD_EXPIRED',
        'ERR_PAYLOAD_DAMAGED',
        'ERR_EVENT_ERASED',
        'ERR_MASKED',
      ],
      async handle({ params }) {
        const event = await findEvent(journal, params.event)
        const payload = await findPayload(journal, event)
        if (payload === null) throw contentGone(event)
        const masks = masksOf(live.current().configuration, event.source)
        return maskedAnswer(payload, masks, event.contentType, formatId('evt', event.seq, event.tag))
      },
    }),
    operation({
      method: 'post',
      path: '/events/{event}/unmask',
      id: 'unmaskEvent',
      summary: 'The body, byte for byte, with what its source masks; the audit tells of it',
      action: 'events.unmask',
      status: 200,
      contentType: '*/*',
      codes: ['ERR_NOT_FOUND', 'ERR_PAYLOAD_EXPIRED', 'ERR_PAYLOAD_DAMAGED', 'ERR_EVENT_ERASED'],
      async handle({ params, act }) {
        const event = await findEvent(journal, params.event)
        const payload = await findPayload(journal, event)
        if (payload === null) throw contentGone(event)
        await journal.by(act, context.now()).note({})
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
