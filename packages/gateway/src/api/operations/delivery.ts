import { z } from 'zod'
import type { Delivery, DeliveryState } from '../../model/delivery.ts'
import { cursorOf, positionOf } from '../shapes/delivery-cursor.ts'
import { type DeliveryJson, deliverySchema, showDelivery } from '../shapes/delivery-json.ts'
import { type PageQuery, pageFields, pageOf } from '../shapes/list.ts'
import type { Names } from '../shapes/names.ts'
import type { ApiContext } from './context.ts'
import { findDestination, namesByNumber } from './find.ts'
import { findDelivery, findEvent } from './find-event.ts'
import { type Operation, operation } from './operation.ts'

interface DeliveryFilter extends PageQuery {
  readonly event?: string | undefined
  readonly destination?: string | undefined
  readonly state?: DeliveryState | undefined
}

const deliveryFilter: z.ZodType<DeliveryFilter, unknown> = z.strictObject({
  ...pageFields,
  event: z.string().max(100).optional(),
  destination: z.string().max(100).optional(),
  state: z.enum(['pending', 'undecided', 'delivered', 'dead', 'discarded']).optional(),
})

/** `/deliveries`: events on their way to destinations. */
export function deliveryOperations(context: ApiContext): readonly Operation[] {
  const { journal, live } = context
  const names = (): Names => namesByNumber(live.current().configuration.destinations)
  const showWhole = async (delivery: Delivery): Promise<DeliveryJson> =>
    showDelivery(delivery, names(), await journal.attempts(delivery))
  return [
    operation({
      method: 'get',
      path: '/deliveries',
      id: 'listDeliveries',
      summary: 'List deliveries, the newest first; the pending ones of one destination by when they are due',
      action: 'deliveries.read',
      query: deliveryFilter,
      status: 200,
      answer: pageOf(deliverySchema),
      codes: ['ERR_CURSOR', 'ERR_NOT_FOUND'],
      async handle({ query: { limit, cursor, event, destination, state } }) {
        const deliveries = await journal.deliveries({
          limit: limit + 1,
          ...(event !== undefined && { event: (await findEvent(journal, event)).seq }),
          ...(destination !== undefined && {
            destination: findDestination(live.current().configuration, destination).number,
          }),
          ...(state !== undefined && { state }),
          ...(cursor !== undefined && { before: positionOf(cursor) }),
        })
        const page = deliveries.slice(0, limit)
        const last = page.at(-1)
        return {
          items: page.map((delivery) => showDelivery(delivery, names())),
          next: deliveries.length > limit && last ? cursorOf(last) : null,
        }
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
