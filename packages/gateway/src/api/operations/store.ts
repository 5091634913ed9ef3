import { z } from 'zod'
import type { StoreJson } from '../answers/store.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

const dayMs = 86_400_000
/** Of fewer events no size is reckoned: an empty store takes some hundred kilobytes. */
const fewestEvents = 1_000
const ms = z.int()

const storeSchema: z.ZodType<StoreJson> = z
  .object({
    engine: z.enum(['sqlite', 'postgres']),
    engineVersion: z.string(),
    bytes: z.int().meta({ description: 'What it takes on its disk; of PostgreSQL the database alone.' }),
    events: z.int().meta({ description: 'About how many are kept.' }),
    growth: z
      .object({ eventsADay: z.int(), bytesADay: z.int() })
      .nullable()
      .meta({
        description: `By the last 24 hours, at what an event has taken so far; retention takes off again what is old. null below ${fewestEvents} events.`,
      }),
    keepMs: z
      .object({ payloads: ms, events: ms, attempts: ms, ledger: ms, audit: ms })
      .meta({ description: 'How long things are kept, by the settings of the gateway that answers.' }),
  })
  .meta({ id: 'Store' })

/** `/store`: what is kept, how much room it takes, and how long it stays. */
export function storeOperation({ journal, keepMs, now }: ApiContext): Operation {
  return operation({
    method: 'get',
    path: '/store',
    id: 'getStore',
    summary: 'Show how large the store is, how it grows, and how long things are kept',
    action: 'stats.read',
    status: 200,
    answer: storeSchema,
    codes: [],
    async handle() {
      const [facts, all, day] = await Promise.all([
        journal.facts(),
        journal.about({}),
        journal.about({ from: now() - dayMs }),
      ])
      const { engine, version: engineVersion, bytes } = facts
      const bytesADay = Math.round((bytes / Math.max(1, all.count)) * day.count)
      const growth = all.count < fewestEvents ? null : { eventsADay: day.count, bytesADay }
      return { engine, engineVersion, bytes, events: all.count, growth, keepMs }
    },
  })
}
