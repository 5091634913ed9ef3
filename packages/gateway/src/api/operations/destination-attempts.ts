import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'
import { formatDeliveryId, formatId } from '../../model/id.ts'
import type { AttemptJson } from '../answers/delivery.ts'
import { attemptSchema, showAttempt } from '../shapes/delivery-json.ts'
import { wholeText } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { lookForDeliveries } from './delivery-list.ts'
import { findDestination } from './find.ts'
import { type Operation, operation } from './operation.ts'

interface DestinationAttempt extends AttemptJson {
  readonly delivery: string
  readonly event: string
}

const attemptsAnswer: z.ZodType<{ items: DestinationAttempt[] }> = z.object({
  items: z.array(
    z
      .object({ delivery: z.string(), event: z.string(), ...attemptSchema.shape })
      .meta({ id: 'DestinationAttempt' }),
  ),
})

const attemptsQuery: z.ZodType<{ limit: number }, unknown> = z.strictObject({
  limit: wholeText(bounds.lastAttempts).default(bounds.lastAttempts.usual),
})

/** `GET /destinations/{destination}/attempts`: what a customer asks first when nothing arrives. */
export function destinationAttemptsOperation({ journal, live }: ApiContext): Operation {
  return operation({
    method: 'get',
    path: '/destinations/{destination}/attempts',
    id: 'listDestinationAttempts',
    summary: 'The last attempts at its latest deliveries, the newest first',
    action: 'destinations.read',
    limited: true,
    query: attemptsQuery,
    status: 200,
    answer: attemptsAnswer,
    codes: ['ERR_NOT_FOUND'],
    async handle({ params, query: { limit } }) {
      const { number } = findDestination(live.current().configuration, params.destination)
      const wanted = { destinations: [number] }
      const { items: deliveries } = await lookForDeliveries(journal, wanted, null, false, limit)
      const each = await Promise.all(
        deliveries.map(async (delivery) =>
          (await journal.attempts(delivery)).map((attempt) => ({
            at: attempt.at,
            item: {
              delivery: formatDeliveryId(delivery, delivery.tag),
              event: formatId('evt', delivery.seq, delivery.tag),
              ...showAttempt(attempt),
            },
          })),
        ),
      )
      const newest = each.flat().sort((one, other) => other.at - one.at)
      return { items: newest.slice(0, limit).map(({ item }) => item) }
    },
  })
}
