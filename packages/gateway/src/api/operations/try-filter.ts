import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { compileFilter, longestFilter } from '../../configuration/filter.ts'
import { bounds } from '../../model/bounds.ts'
import { formatId } from '../../model/id.ts'
import { checkFilter } from '../../setup/check-filter.ts'
import type { FilterTrialJson, TriedEventJson } from '../answers/route.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import { whole } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { lookForEvents } from './event-list.ts'
import { findSource, namesByNumber } from './find.ts'
import { type Operation, operation } from './operation.ts'
import { viewOf } from './stored-event.ts'
import { unmaskedSources } from './unmasked-sources.ts'

interface TryInput {
  readonly filter: string
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly limit: number
}

const tryInput: z.ZodType<TryInput, unknown> = z.strictObject({
  filter: z.string().max(longestFilter).meta({ description: 'A CEL expression, as in a route.' }),
  source: z.string().max(100).optional(),
  type: z.string().max(256).optional(),
  limit: whole(bounds.triedEvents)
    .default(bounds.triedEvents.usual)
    .meta({ description: 'Past events, the newest first.' }),
})

const tryAnswer: z.ZodType<FilterTrialJson> = z
  .object({
    tried: z.int(),
    matched: z.int(),
    failed: z.int().meta({ description: 'On which the evaluation failed; a route lets them not pass.' }),
    items: z.array(
      z.object({
        event: z.string(),
        source: z.string(),
        type: z.string().nullable(),
        receivedAt: timeSchema,
        result: z.enum(['match', 'no match', 'error', 'content gone']),
      }),
    ),
  })
  .meta({ id: 'FilterTrial' })

/** Payloads that are read at once: 64 of the largest body are 64 MiB. */
const payloadsAtOnce = 64

/** `POST /routes/try`: what a filter would have let pass. */
export function tryFilterOperation({ journal, live }: ApiContext): Operation {
  return operation({
    method: 'post',
    path: '/routes/try',
    id: 'tryFilter',
    summary: 'Try a filter on past events: which it lets pass, and on which it fails',
    // An expression takes processor time for each event: for those who set filters.
    action: 'routes.write',
    body: tryInput,
    status: 200,
    answer: tryAnswer,
    codes: ['ERR_NOT_FOUND', 'ERR_FILTER'],
    async handle({ identity, body: { filter, source, type, limit } }) {
      checkFilter(filter)
      const passes = compileFilter(filter)
      const snapshot = live.current()
      const { configuration } = snapshot
      const names = namesByNumber(configuration.sources)
      const among = source === undefined ? undefined : [findSource(configuration, source).number]
      const sources = unmaskedSources(configuration, identity, among)
      const wanted = {
        ...(sources !== undefined && { sources }),
        ...(type !== undefined && { type }),
      }
      const { items: events } = await lookForEvents(journal, wanted, null, false, limit)
      const items: TriedEventJson[] = []
      for (let at = 0; at < events.length; at += payloadsAtOnce) {
        const some = events.slice(at, at + payloadsAtOnce)
        const payloads = await journal.payloads(some.map(({ seq }) => seq))
        for (const event of some) {
          const stored = payloads.get(event.seq)
          let result: TriedEventJson['result'] = 'content gone'
          if (stored !== undefined) {
            let failed = false
            const passed = passes(viewOf(snapshot, event, stored.payload), () => {
              failed = true
            })
            result = failed ? 'error' : passed ? 'match' : 'no match'
          }
          // Others get their turn between two bodies, which may be large.
          await turn()
          items.push({
            event: formatId('evt', event.seq, event.tag),
            source: names.get(event.source) ?? `source ${event.source}`,
            type: event.type,
            receivedAt: iso(event.receivedAt),
            result,
          })
        }
      }
      const count = (wanted: TriedEventJson['result']): number =>
        items.filter(({ result }) => result === wanted).length
      return { tried: items.length, matched: count('match'), failed: count('error'), items }
    },
  })
}
