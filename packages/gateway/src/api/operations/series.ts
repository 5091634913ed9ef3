import { z } from 'zod'
import { Refusal } from '../../model/refusal.ts'
import { type TallyStep, tallySteps } from '../../model/tally.ts'
import { seriesSchema, showSeries, stepSchema } from '../shapes/series-json.ts'
import { momentSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findDestination, findSource, namesByNumber } from './find.ts'
import { type Operation, operation } from './operation.ts'

interface SeriesAsked {
  readonly from?: number | undefined
  readonly to?: number | undefined
  readonly step?: TallyStep | undefined
  readonly source?: string | undefined
  readonly destination?: string | undefined
}

/** Sources and destinations that count by themselves in one answer. */
const mostShown = 50
/** Steps of an answer about all, and of one about a source or a destination: a day of minutes. */
const mostSteps = 400
const mostStepsOfOne = 1500
const defaultRangeMs = tallySteps.day

const seriesQuery: z.ZodType<SeriesAsked, unknown> = z.strictObject({
  from: momentSchema.optional().meta({ description: 'Default: a day before the end.' }),
  to: momentSchema.optional().meta({ description: 'Default: now.' }),
  step: stepSchema.optional().meta({
    description: `Default: the finest that makes ${mostSteps} steps at most. At most ${mostSteps} steps, ${mostStepsOfOne} of one source or destination. Minutes are kept for 26 hours, hours for 62 days, days for two years.`,
  }),
  source: z.string().max(100).optional().meta({ description: 'Its events alone.' }),
  destination: z.string().max(100).optional().meta({ description: 'Its deliveries alone.' }),
})

/** `/stats/series`: counts over time. */
export function seriesOperation({ journal, live, now }: ApiContext): Operation {
  return operation({
    method: 'get',
    path: '/stats/series',
    id: 'getSeries',
    summary: `Count events by source and deliveries by destination over time; the ${mostShown} busiest are named, the others count together`,
    action: 'stats.read',
    query: seriesQuery,
    status: 200,
    answer: seriesSchema,
    codes: ['ERR_NOT_FOUND'],
    async handle({ query }) {
      const { configuration } = live.current()
      const source = query.source === undefined ? undefined : findSource(configuration, query.source).number
      const destination =
        query.destination === undefined ? undefined : findDestination(configuration, query.destination).number
      const range = rangeOf(query, now(), source === undefined && destination === undefined)
      const series = await journal.series({
        ...range,
        most: mostShown,
        ...(source !== undefined && { source }),
        ...(destination !== undefined && { destination }),
      })
      return showSeries(series, range, {
        sources: namesByNumber(configuration.sources),
        destinations: namesByNumber(configuration.destinations),
      })
    },
  })
}

/** Whole steps, around what was asked for. */
function rangeOf(
  { from, to, step }: SeriesAsked,
  now: number,
  ofAll: boolean,
): { readonly step: TallyStep; readonly from: number; readonly to: number } {
  const end = to ?? now
  const begin = from ?? end - defaultRangeMs
  if (begin >= end) throw new Refusal('ERR_INPUT', '`from` must be before `to`.')
  const steps = (of: TallyStep): number =>
    Math.ceil(end / tallySteps[of]) - Math.floor(begin / tallySteps[of])
  const chosen = step ?? (['minute', 'hour'] as const).find((each) => steps(each) <= mostSteps) ?? 'day'
  const most = ofAll ? mostSteps : mostStepsOfOne
  if (steps(chosen) > most)
    throw new Refusal(
      'ERR_INPUT',
      `That is ${steps(chosen)} steps; at most ${most} are answered. Ask for less time, or longer steps.`,
    )
  const ms = tallySteps[chosen]
  return { step: chosen, from: Math.floor(begin / ms) * ms, to: Math.ceil(end / ms) * ms }
}
