import { z } from 'zod'
import { latencyBoundsMs, type Series, type TallyStep } from '../../model/tally.ts'
import type { SeriesJson } from '../answers/series.ts'
import type { Names } from './names.ts'
import { iso, timeSchema } from './times.ts'

const count = z.int()
const begin = timeSchema.meta({ description: 'When the step begins.' })
const others = 'By name; null for all that are not named in this step.'

export const stepSchema: z.ZodType<TallyStep> = z.enum(['minute', 'hour', 'day'])

export const seriesSchema: z.ZodType<SeriesJson> = z
  .object({
    step: stepSchema,
    from: timeSchema.meta({ description: 'When the first step begins.' }),
    to: timeSchema.meta({ description: 'When the last step ends.' }),
    events: z
      .array(
        z.object({
          at: begin,
          source: z.string().nullable().meta({ description: others }),
          outcome: z.enum([
            'verified',
            'authenticated',
            'unsigned',
            'published',
            'backfilled',
            'duplicate',
            'refused',
          ]),
          count,
          bytes: count.meta({ description: 'Of the bodies.' }),
        }),
      )
      .readonly(),
    deliveries: z
      .array(
        z.object({
          at: begin,
          destination: z.string().nullable().meta({ description: others }),
          outcome: z.enum(['delivered', 'retried', 'dead', 'discarded']),
          count,
          latency: z.array(count).readonly().meta({
            description:
              'Attempts by how long they took: up to each of `latencyBoundsMs`, and longer ones behind the last.',
          }),
        }),
      )
      .readonly(),
    latencyBoundsMs: z.array(count).readonly(),
  })
  .meta({ id: 'Series', description: 'Steps in which nothing was are left out.' })

/** Counts over time, with names in place of numbers. */
export function showSeries(
  { events, deliveries }: Series,
  range: { readonly step: TallyStep; readonly from: number; readonly to: number },
  names: { readonly sources: Names; readonly destinations: Names },
): SeriesJson {
  const { step, from, to } = range
  const source = named(names.sources, 'source')
  const destination = named(names.destinations, 'destination')
  return {
    step,
    from: iso(from),
    to: iso(to),
    events: events.map((row) => ({ ...row, at: iso(row.at), source: source(row.source) })),
    deliveries: deliveries.map((row) => ({
      ...row,
      at: iso(row.at),
      destination: destination(row.destination),
    })),
    latencyBoundsMs,
  }
}

function named(names: Names, noun: string): (number: number | null) => string | null {
  return (number) => (number === null ? null : (names.get(number) ?? `${noun} ${number}`))
}
