import { z } from 'zod'
import type { Act } from '../../model/act.ts'
import { type Attempt, type Delivery, endWithoutTry } from '../../model/delivery.ts'
import { Refusal } from '../../model/refusal.ts'
import type { DeliveryJson } from '../answers/delivery.ts'
import { deliverySchema, showDelivery } from '../shapes/delivery-json.ts'
import type { ApiContext } from './context.ts'
import { type DeliverySelection, nextSchema, selectionFields, visitSelected } from './delivery-selection.ts'
import { namesByNumber } from './find.ts'
import { findDelivery } from './find-event.ts'
import { type Operation, operation } from './operation.ts'

const reasonSchema = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: 'Kept with the delivery: what whoever wonders later should know.' })

interface ManyInput extends DeliverySelection {
  readonly reason: string
  readonly state: 'pending' | 'undecided' | 'dead'
}

const manyInput: z.ZodType<ManyInput, unknown> = z.strictObject({
  reason: reasonSchema,
  state: z.enum(['pending', 'undecided', 'dead']),
  ...selectionFields,
})

const manyAnswer: z.ZodType<{ discarded: number; next: string | null }> = z.object({
  discarded: z.int(),
  next: nextSchema,
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
      action: 'deliveries.write',
      body: z.strictObject({ reason: reasonSchema }),
      status: 200,
      answer: deliverySchema,
      codes: ['ERR_NOT_FOUND', 'ERR_DELIVERY_SETTLED'],
      async handle({ params, body, act }): Promise<DeliveryJson> {
        const delivery = await findDelivery(journal, params.delivery)
        const done = await discard(context, [delivery], endOf(body.reason, now()), {
          ...act,
          asked: { ...body },
        })
        if (done === 0) throw new Refusal('ERR_DELIVERY_SETTLED')
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
      action: 'deliveries.write',
      body: manyInput,
      status: 200,
      answer: manyAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CURSOR'],
      async handle({ body, act }) {
        const meant: Delivery[] = []
        const next = await visitSelected(context, body.state, body, false, ({ delivery }) =>
          meant.push(delivery),
        )
        return {
          discarded: await discard(context, meant, endOf(body.reason, now()), { ...act, asked: { ...body } }),
          next,
        }
      },
    }),
  ]
}

function endOf(reason: string, at: number): Attempt {
  return { ...endWithoutTry('ERR_DELIVERY_DISCARDED', at), answer: Buffer.from(reason, 'utf8') }
}

/** Answers how many it discarded; delivery lets go of those, and of what waited behind them. */
async function discard(
  { journal, now, discarded }: ApiContext,
  deliveries: readonly Delivery[],
  end: Attempt,
  act: Act,
): Promise<number> {
  if (deliveries.length === 0) return 0
  const effects = await journal.by(act, now()).discard(deliveries, end)
  const done = deliveries.filter((_, at) => effects[at] === true)
  discarded(done)
  return done.length
}
