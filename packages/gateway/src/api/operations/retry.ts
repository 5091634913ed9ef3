import { z } from 'zod'
import type { NewQueueRow } from '../../journal/port/queue.ts'
import type { Act } from '../../model/act.ts'
import type { Delivery } from '../../model/delivery.ts'
import type { Payload } from '../../model/event.ts'
import { Refusal } from '../../model/refusal.ts'
import type { DeliveryJson } from '../answers/delivery.ts'
import { deliverySchema, showDelivery } from '../shapes/delivery-json.ts'
import type { ApiContext } from './context.ts'
import {
  type DeliverySelection,
  nextSchema,
  type Selected,
  selectionFields,
  visitSelected,
} from './delivery-selection.ts'
import { namesByNumber } from './find.ts'
import { contentGone, findDelivery, findPayload } from './find-event.ts'
import { type Operation, operation } from './operation.ts'
import { soonMs } from './send-now.ts'
import { viewOf } from './stored-event.ts'

interface ManyInput extends DeliverySelection {
  readonly state: 'dead' | 'discarded'
  readonly dryRun: boolean
}

const manyInput: z.ZodType<ManyInput, unknown> = z.strictObject({
  state: z.enum(['dead', 'discarded']).default('dead'),
  ...selectionFields,
  dryRun: z.boolean().default(false).meta({ description: 'Counts those that are meant, and retries none.' }),
})

/** What came of one step of a retry of many. */
export interface RetriedJson {
  readonly matched: number
  readonly retried: number
  readonly expired: number
  readonly next: string | null
}

const manyAnswer: z.ZodType<RetriedJson> = z.object({
  matched: z.int().meta({ description: 'That are meant.' }),
  retried: z.int().meta({ description: 'That are pending again.' }),
  expired: z.int().meta({ description: 'That are left as they are, since the content is no longer kept.' }),
  next: nextSchema,
})

/** `/deliveries/{delivery}/retry` and `/deliveries/retry`: what shall be tried again. */
export function retryOperations(context: ApiContext): readonly Operation[] {
  const { journal, now, wake } = context
  return [
    operation({
      method: 'post',
      path: '/deliveries/{delivery}/retry',
      id: 'retryDelivery',
      summary:
        'Send a waiting delivery now; try a settled one again, now and by its whole schedule; the attempts are counted on',
      action: 'deliveries.write',
      status: 202,
      answer: deliverySchema,
      codes: [
        'ERR_NOT_FOUND',
        'ERR_DELIVERY_PENDING',
        'ERR_PAYLOAD_EXPIRED',
        'ERR_PAYLOAD_DAMAGED',
        'ERR_EVENT_ERASED',
      ],
      async handle({ params, act }): Promise<DeliveryJson> {
        const delivery = await findDelivery(journal, params.delivery)
        if (delivery.state === 'pending') return await sendNow(context, delivery, act)
        if (delivery.state === 'undecided') throw new Refusal('ERR_DELIVERY_PENDING')
        if (!isThere(context, delivery)) {
          throw new Refusal('ERR_NOT_FOUND', 'The destination of this delivery has been deleted.')
        }
        const event = await journal.event(delivery.seq)
        const payload = event && (await findPayload(journal, event))
        if (event === null) throw new Refusal('ERR_PAYLOAD_EXPIRED')
        if (payload === null) throw contentGone(event)
        const added = await journal
          .by(act, now())
          .enqueue([rowOf(context, { delivery, event, payload }, payload)])
        if (added === 0) throw new Refusal('ERR_DELIVERY_PENDING')
        wake([delivery.lane])
        return await showAgain(context, delivery)
      },
    }),
    operation({
      method: 'post',
      path: '/deliveries/retry',
      id: 'retryDeliveries',
      summary:
        'Try dead or discarded deliveries again by destination, error, event and filter, a bounded step a call',
      action: 'deliveries.write',
      body: manyInput,
      status: 200,
      answer: manyAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CURSOR'],
      async handle({ body, act }) {
        const rows: NewQueueRow[] = []
        let [matched, expired] = [0, 0]
        const next = await visitSelected(context, body.state, body, true, (selected) => {
          if (!isThere(context, selected.delivery)) return
          matched += 1
          if (selected.payload === undefined) expired += 1
          else rows.push(rowOf(context, selected, selected.payload))
        })
        if (body.dryRun || rows.length === 0) return { matched, retried: 0, expired, next }
        const retried = await journal.by({ ...act, asked: { ...body } }, now()).enqueue(rows)
        wake([...new Set(rows.map(({ lane }) => lane))])
        return { matched, retried, expired, next }
      },
    }),
  ]
}

/** Sends one that waits for its time now, and those before it in its order. */
async function sendNow(context: ApiContext, delivery: Delivery, act: Act): Promise<DeliveryJson> {
  const { journal, now, wake } = context
  const soon = now() + soonMs
  const moved = await journal.by(act, now()).sendNow({ keys: [delivery] }, soon, now())
  // Nothing of it was to be moved where it is due anyway, and may be under way.
  if (moved === 0 && (delivery.nextAttemptAt ?? 0) > soon) throw new Refusal('ERR_DELIVERY_PENDING')
  wake([delivery.lane])
  return await showAgain(context, delivery)
}

async function showAgain({ journal, live }: ApiContext, delivery: Delivery): Promise<DeliveryJson> {
  const after = (await journal.delivery(delivery)) ?? delivery
  const names = namesByNumber(live.current().configuration.destinations)
  return showDelivery(after, names, await journal.attempts(after))
}

/** What went to a destination that has been deleted goes nowhere. */
function isThere({ live }: ApiContext, { destination }: Delivery): boolean {
  return live.current().destinationByNumber(destination)?.destination.deletedAt === null
}

/** The row of the queue by which a delivery is pending again, due now. */
function rowOf({ live, now }: ApiContext, { delivery, event }: Selected, payload: Payload): NewQueueRow {
  const { seq, lane, replay } = delivery
  const snapshot = live.current()
  const orderKey = snapshot.destinationOfLane(lane)?.orderKey?.(viewOf(snapshot, event, payload)) ?? null
  return { seq, lane, replay, due: now(), orderKey }
}
