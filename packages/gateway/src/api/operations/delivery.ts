import { z } from 'zod'
import type { Delivery, DeliveryState } from '../../model/delivery.ts'
import type { Identity } from '../../model/identity.ts'
import type { DeliveryJson } from '../answers/delivery.ts'
import type { TwoWayPage } from '../answers/page.ts'
import { cursorOf, positionOf } from '../shapes/delivery-cursor.ts'
import { deliverySchema, showDelivery } from '../shapes/delivery-json.ts'
import { type TwoWayQuery, twoWayFields, twoWayPageOf } from '../shapes/list.ts'
import type { Names } from '../shapes/names.ts'
import { momentSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type DeliveriesWanted, deliveryList } from './delivery-list.ts'
import { type HttpClass, httpClassSchema, statusesOf } from './delivery-selection.ts'
import { namesByNumber } from './find.ts'
import { findDelivery, findEvent } from './find-event.ts'
import { type Operation, operation } from './operation.ts'
import { destinationsInReach, sourcesInReach } from './reach.ts'
import { spanOf } from './span-of.ts'
import { placeOfPage, twoWayPage } from './two-way.ts'

interface DeliveryFilter extends TwoWayQuery {
  readonly event?: string | undefined
  readonly destination?: string | undefined
  readonly state?: DeliveryState | undefined
  readonly code?: string | undefined
  readonly httpClass?: HttpClass | undefined
  readonly type?: string | undefined
  readonly source?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const deliveryFilter: z.ZodType<DeliveryFilter, unknown> = z.strictObject({
  ...twoWayFields,
  event: z.string().max(100).optional(),
  destination: z.string().max(100).optional(),
  state: z.enum(['pending', 'undecided', 'delivered', 'dead', 'discarded']).optional(),
  code: z.string().max(100).optional().meta({ description: 'Whose last attempt ended with this error.' }),
  httpClass: httpClassSchema.optional().meta({ description: 'Whose last answer had such a status.' }),
  type: z.string().max(200).optional().meta({ description: 'Of events of this type.' }),
  source: z.string().max(100).optional().meta({ description: 'Of events of this source.' }),
  from: momentSchema.optional().meta({ description: 'Of events received then or later.' }),
  to: momentSchema.optional().meta({ description: 'Of events received before then.' }),
})

/** `/deliveries`: events on their way to destinations. */
export function deliveryOperations(context: ApiContext): readonly Operation[] {
  const { journal, live } = context
  const names = (): Names => namesByNumber(live.current().configuration.destinations)
  const showWhole = async (delivery: Delivery): Promise<DeliveryJson> =>
    showDelivery(delivery, names(), await journal.attempts(delivery))
  const wantedOf = async (asked: DeliveryFilter, identity: Identity): Promise<DeliveriesWanted> => {
    const { event, destination, state, code, httpClass, type, source, from, to } = asked
    const { configuration } = live.current()
    const destinations = destinationsInReach(configuration, identity, destination)
    const sources = sourcesInReach(configuration, identity, source)
    return {
      ...(event !== undefined && { event: (await findEvent(journal, event)).seq }),
      ...(destinations !== undefined && { destinations }),
      ...(state !== undefined && { state }),
      ...(code !== undefined && { code }),
      ...(httpClass !== undefined && { status: statusesOf(httpClass) }),
      ...(type !== undefined && { type }),
      ...spanOf({ sources, from, to }),
    }
  }
  const byDue = async (
    { destinations }: DeliveriesWanted,
    limit: number,
    cursor: string | undefined,
  ): Promise<TwoWayPage<DeliveryJson>> => {
    const found = await journal.deliveries({
      destination: destinations?.[0] ?? 0,
      state: 'pending',
      limit: limit + 1,
      ...(cursor !== undefined && { before: positionOf(cursor) }),
    })
    const last = found[limit - 1]
    return {
      items: found.slice(0, limit).map((delivery) => showDelivery(delivery, names())),
      next: found.length > limit && last !== undefined ? cursorOf(last) : null,
      previous: null,
      lookedTo: null,
    }
  }
  return [
    operation({
      method: 'get',
      path: '/deliveries',
      id: 'listDeliveries',
      summary:
        'List deliveries, the newest events first; the pending ones of one destination, where nothing else is asked, by when they are due',
      action: 'deliveries.read',
      limited: true,
      query: deliveryFilter,
      status: 200,
      answer: twoWayPageOf(deliverySchema),
      codes: ['ERR_CURSOR', 'ERR_NOT_FOUND'],
      async handle({ query, identity }) {
        const { limit, cursor, before, after, around } = query
        const wanted = await wantedOf(query, identity)
        if (isByDue(query, wanted)) return byDue(wanted, limit, cursor)
        const list = deliveryList(journal, wanted)
        const page = await twoWayPage(list, placeOfPage(list, { cursor, before, after, around }), limit)
        return { ...page, items: page.items.map((delivery) => showDelivery(delivery, names())) }
      },
    }),
    operation({
      method: 'get',
      path: '/deliveries/{delivery}',
      id: 'getDelivery',
      summary: 'Show a delivery with its attempts',
      action: 'deliveries.read',
      status: 200,
      answer: deliverySchema,
      codes: ['ERR_NOT_FOUND'],
      handle: async ({ params }) => showWhole(await findDelivery(journal, params.delivery)),
    }),
  ]
}

/** Whether nothing is asked but what waits for one destination: that is listed in the order in which it goes. */
function isByDue({ destination, before, after, around }: DeliveryFilter, wanted: DeliveriesWanted): boolean {
  const elsewhere = before ?? after ?? around
  const asked = Object.keys(wanted).length
  return destination !== undefined && wanted.state === 'pending' && asked === 2 && elsewhere === undefined
}
