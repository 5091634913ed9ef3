import { z } from 'zod'
import { formatDeliveryId, formatId } from '../../model/id.ts'
import type { LoanJson } from '../answers/loan.ts'
import type { Page } from '../answers/page.ts'
import { pageOf } from '../shapes/list.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findPullable } from './find-pullable.ts'
import { type Operation, operation } from './operation.ts'

/** Loans in the answer, those that end first. */
const mostShown = 100

const loanSchema: z.ZodType<LoanJson> = z
  .object({
    delivery: z.string(),
    event: z.string(),
    attempt: z.int().meta({ description: '1 for the first.' }),
    lentAt: timeSchema,
    leaseUntil: timeSchema.meta({ description: 'Then it counts as failed, unless it is acknowledged.' }),
  })
  .meta({ id: 'Loan' })

/** `GET /destinations/{destination}/loans`: what applications have taken and not told of yet. */
export function loanListOperation({ journal, live }: ApiContext): Operation {
  return operation({
    method: 'get',
    path: '/destinations/{destination}/loans',
    id: 'listLoans',
    summary: `Show what is lent to applications that pull, ${mostShown} deliveries at most, those first whose loans end first`,
    action: 'deliveries.read',
    limited: true,
    status: 200,
    answer: pageOf(loanSchema),
    codes: ['ERR_NOT_FOUND', 'ERR_DESTINATION_KIND'],
    async handle({ params, identity }): Promise<Page<LoanJson>> {
      const { lanes } = findPullable(live.current(), params.destination, identity)
      const loans = (await Promise.all(lanes.map(({ number }) => journal.lentIn(number, mostShown)))).flat()
      const shown = loans.toSorted((one, other) => one.due - other.due).slice(0, mostShown)
      const items = await Promise.all(
        shown.map(async (loan) => {
          const tag = (await journal.event(loan.seq))?.tag
          // Its event is gone by its age, and the row goes with it.
          if (tag === undefined) return []
          return [
            {
              delivery: formatDeliveryId(loan, tag),
              event: formatId('evt', loan.seq, tag),
              attempt: loan.attempts,
              lentAt: iso(loan.lentAt),
              leaseUntil: iso(loan.due),
            },
          ]
        }),
      )
      return { items: items.flat(), next: null }
    },
  })
}
