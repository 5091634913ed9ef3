import { z } from 'zod'
import type { Delivery } from '../../model/delivery.ts'
import type { Destination } from '../../model/destination.ts'
import { renewDestination } from '../../setup/destination.ts'
import { made } from '../../setup/made.ts'
import type { ApiContext } from './context.ts'
import { type DeliverySelection, nextSchema, selectionFields, visitSelected } from './delivery-selection.ts'
import { findDestination } from './find.ts'
import { type Operation, operation } from './operation.ts'

/**
 * What is due within so long goes by itself, in ms; another gateway, whose clock is a little ahead, may have begun
 * it, and would find its row moved.
 */
export const soonMs = 1_000
/** Deliveries of a lane that one commit makes due. */
const atOnce = 1_000

interface ManyInput extends DeliverySelection {
  readonly dryRun: boolean
}

const manyInput: z.ZodType<ManyInput, unknown> = z.strictObject({
  ...selectionFields,
  dryRun: z.boolean().default(false).meta({ description: 'Counts those that are meant, and sends none.' }),
})

const manyAnswer: z.ZodType<{ matched: number; sent: number; next: string | null }> = z.object({
  matched: z.int().meta({ description: 'That wait and are meant.' }),
  sent: z.int().meta({
    description: 'That are due now and were not before, with those that go before them in their order.',
  }),
  next: nextSchema,
})

const destinationAnswer: z.ZodType<{ sent: number }> = z.object({
  sent: z.int().meta({ description: 'That are due now and were not before.' }),
})

/** `/deliveries/send-now` and `/destinations/{destination}/send-now`: what waits for its time goes now. */
export function sendNowOperations(context: ApiContext): readonly Operation[] {
  const { journal, now, wake } = context
  return [
    operation({
      method: 'post',
      path: '/deliveries/send-now',
      id: 'sendDeliveriesNow',
      summary: 'Send waiting deliveries now, by destination, error, event and filter, a bounded step a call',
      action: 'deliveries.write',
      body: manyInput,
      status: 200,
      answer: manyAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CURSOR'],
      async handle({ body, act }) {
        const meant: Delivery[] = []
        const next = await visitSelected(context, 'pending', body, false, ({ delivery }) =>
          meant.push(delivery),
        )
        const matched = meant.length
        if (body.dryRun || matched === 0) return { matched, sent: 0, next }
        const sent = await journal
          .by({ ...act, asked: { ...body } }, now())
          .sendNow({ keys: meant }, now() + soonMs, now())
        wake([...new Set(meant.map(({ lane }) => lane))])
        return { matched, sent, next }
      },
    }),
    operation({
      method: 'post',
      path: '/destinations/{destination}/send-now',
      id: 'sendDestinationNow',
      summary: 'Send all that waits for a destination now; its health begins anew',
      action: 'deliveries.write',
      limited: true,
      status: 200,
      answer: destinationAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_DESTINATION_PAUSED'],
      async handle({ params, act }) {
        const { change, after } = await context.setup.by(act).run(renewDestination, {
          destination: params.destination ?? '',
        })
        const { id } = made(change.destinations)
        return { sent: await sendAllNow(context, findDestination(after.configuration, id)) }
      },
    }),
  ]
}

/** Makes all that waits for a destination due now; answers how many. */
export async function sendAllNow(
  { journal, live, now, wake }: ApiContext,
  { number }: Pick<Destination, 'number'>,
): Promise<number> {
  let sent = 0
  for (const { number: lane } of live.current().destinationByNumber(number)?.lanes ?? []) {
    const at = now()
    for (let moved = atOnce; moved === atOnce; sent += moved) {
      moved = await journal.sendNow({ lane, limit: atOnce }, at + soonMs, at)
      wake([lane])
    }
  }
  return sent
}
