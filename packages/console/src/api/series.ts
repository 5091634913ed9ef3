import type { UseQueryResult } from '@tanstack/react-query'
import type { Step } from '../chart/strip.tsx'
import { Problem } from './problem.ts'
import { useApi } from './queries.ts'
import type { Series } from './types.ts'

const stepMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** Counts of the last while, asked for again every ten seconds. */
export function useSeries(
  lastMs: number,
  step: Series['step'],
  of: { readonly source?: string; readonly destination?: string } = {},
): UseQueryResult<Series> {
  // The beginning moves by steps, so that each is asked for once.
  const from = new Date(Math.ceil((Date.now() - lastMs) / stepMs[step]) * stepMs[step]).toISOString()
  return useApi<Series>('/stats/series', { from, step, ...of }, { everyMs: 10_000 })
}

/** Whether this gateway counts nothing over time yet. */
export function hasNoSeries({ error }: { readonly error: unknown }): boolean {
  return error instanceof Problem && error.status === 404
}

/** The length of a series' steps, in ms. */
export function lengthOf(series: Series): number {
  return stepMs[series.step]
}

/** Fills in the steps in which nothing was. */
export function stepsOf(
  series: Series,
  rows: readonly { readonly at: string; readonly count: number; readonly bad?: boolean }[],
): Step[] {
  const ms = stepMs[series.step]
  const from = Date.parse(series.from)
  const steps = Array.from(
    { length: Math.max(0, Math.round((Date.parse(series.to) - from) / ms)) },
    (_, index) => ({
      at: from + index * ms,
      count: 0,
      bad: 0,
    }),
  )
  for (const row of rows) {
    const step = steps[Math.floor((Date.parse(row.at) - from) / ms)]
    if (step !== undefined) step[row.bad === true ? 'bad' : 'count'] += row.count
  }
  return steps
}

/** The time within which a part of the attempts ended, in ms, by the bounds of the buckets; null where there are none. */
export function latencyAt(series: Series, part: number): number | null {
  const sums = series.latencyBoundsMs.map(() => 0).concat(0)
  for (const { latency } of series.deliveries)
    for (const [at, count] of latency.entries()) sums[at] = (sums[at] ?? 0) + count
  const all = sums.reduce((sum, count) => sum + count, 0)
  if (all === 0) return null
  let seen = 0
  const bucket = sums.findIndex((count) => {
    seen += count
    return seen >= all * part
  })
  return series.latencyBoundsMs[bucket] ?? Number.POSITIVE_INFINITY
}
