import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import { type Replay, replayName } from '../../model/replay.ts'
import type { CreatedReplayJson, ReplayJson } from '../answers/replay.ts'
import { namesByNumber } from '../operations/find.ts'
import { iso, isoOrNull, timeSchema } from './times.ts'

const name = z.string().nullable()
const time = timeSchema.nullable()

const replayObject = z.object({
  id: z.string(),
  state: z.enum(['running', 'paused', 'canceled', 'done']),
  destination: name.meta({ description: 'To this one alone; null: to where the routes lead.' }),
  source: name,
  type: name,
  verdict: name,
  from: time,
  to: time,
  filter: name.meta({ description: 'Null as well once it is over: it may name a person.' }),
  named: z.int().nullable().meta({ description: 'How many events it names; null where it selects.' }),
  ratePerSecond: z.number().meta({ description: 'Events a second.' }),
  events: z.int().meta({ description: 'Events queued again so far.' }),
  progress: z.number().meta({ description: 'The part of all events that it has looked at, from 0 to 1.' }),
  createdAt: timeSchema,
  endedAt: time,
})

/** A replay as the API shows it. */
export const replaySchema: z.ZodType<ReplayJson> = replayObject.meta({ id: 'Replay' })

/** One that was just made, with what is doubtful about it. */
export const createdReplaySchema: z.ZodType<CreatedReplayJson> = replayObject
  .extend({
    warnings: z
      .array(z.string())
      .readonly()
      .optional()
      .meta({ description: 'Such as that no route leads anywhere.' }),
  })
  .meta({ id: 'CreatedReplay' })

/** Shows a replay with the names of its source and destination. */
export function showReplay(replay: Replay, configuration: Configuration): ReplayJson {
  const { number, state, destination, selection, ratePerSecond, events, cursor, upto, createdAt, endedAt } =
    replay
  const { source, type, verdict, from, to, filter, events: named } = selection
  return {
    id: replayName(number),
    state,
    destination:
      destination === null ? null : (namesByNumber(configuration.destinations).get(destination) ?? null),
    source: source === null ? null : (namesByNumber(configuration.sources).get(source) ?? null),
    type,
    verdict,
    from: isoOrNull(from),
    to: isoOrNull(to),
    filter,
    named: named?.length ?? null,
    ratePerSecond,
    events,
    progress: upto === 0 ? 1 : Math.round(Math.min(1, cursor / upto) * 1000) / 1000,
    createdAt: iso(createdAt),
    endedAt: isoOrNull(endedAt),
  }
}
