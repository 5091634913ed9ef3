import { z } from 'zod'
import { type JournalStats, mostUndecided } from '../../model/stats.ts'
import type { StatsJson } from '../answers/stats.ts'
import { isoOrNull, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

const count = z.int()

/** Counts since the store was made; rejections and pending deliveries as they are now. */
const statsSchema: z.ZodType<StatsJson> = z
  .looseObject({
    events: count,
    verified: count,
    authenticated: count,
    unsigned: count,
    published: count,
    backfilled: count,
    duplicates: count.meta({ description: 'Repeats that were answered and not stored.' }),
    rejections: count.meta({ description: 'Kept now.' }),
    deliveries: z.object({ pending: count, delivered: count, dead: count, discarded: count }),
    undecided: count.meta({
      description: `Of the pending deliveries those that wait for a decision; ${mostUndecided} stands for that many and more.`,
    }),
    oldestDue: timeSchema.nullable().meta({ description: 'When the oldest waiting delivery was due.' }),
  })
  .meta({ id: 'Stats' })

/** The counts as the API shows them. */
export function showStats(stats: JournalStats): StatsJson {
  return { ...stats, oldestDue: isoOrNull(stats.oldestDue) }
}

/** `/stats`: counts. */
export function statsOperations({ journal }: ApiContext): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/stats',
      id: 'getStats',
      summary: 'Count events, rejections and deliveries',
      action: 'stats.read',
      status: 200,
      answer: statsSchema,
      codes: [],
      handle: async () => showStats(await journal.stats()),
    }),
  ]
}
