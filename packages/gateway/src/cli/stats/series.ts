import type { Command } from 'commander'
import type { SeriesJson } from '../../api/answers/series.ts'
import { addAction } from '../calls/noun.ts'
import { momentForms, pastOption } from '../options/moment-option.ts'
import { type Columns, printItem, printList } from '../shown/print-list.ts'

interface SeriesOptions {
  readonly from?: string
  readonly to?: string
  readonly step?: string
  readonly source?: string
  readonly destination?: string
}

const others = '(others)'

const events: Columns<SeriesJson['events'][number]> = [
  ['at', ({ at }) => at],
  ['source', ({ source }) => source ?? others],
  ['outcome', ({ outcome }) => outcome],
  ['count', ({ count }) => String(count)],
  ['bytes', ({ bytes }) => String(bytes)],
]

/** Adds `… series` to the noun `stats`: counts over time. */
export function addSeriesCommand(noun: Command): void {
  addAction<SeriesOptions>(
    noun,
    'series',
    'count events by source and deliveries by destination over time',
    (command) =>
      command
        .option('--from <TIME>', `from then on: ${momentForms} (default: a day before the end)`, pastOption)
        .option('--to <TIME>', 'before then (default: now)', pastOption)
        .option('--step <STEP>', 'minute, hour or day (default: as fine as can be shown)')
        .option('--source <NAME>', 'its events alone')
        .option('--destination <NAME>', 'its deliveries alone'),
    async (_args, { client, options: { json, from, to, step, source, destination } }) => {
      const query = { from, to, step, source, destination }
      const series = await client.call<SeriesJson>('GET', '/stats/series', { query })
      if (json) return printItem(series, true)
      if (source !== undefined || destination === undefined)
        printList({ items: series.events, next: null }, events, false)
      if (destination !== undefined || source === undefined)
        printList({ items: series.deliveries, next: null }, deliveries(series.latencyBoundsMs), false)
    },
  )
}

function deliveries(bounds: readonly number[]): Columns<SeriesJson['deliveries'][number]> {
  return [
    ['at', ({ at }) => at],
    ['destination', ({ destination }) => destination ?? others],
    ['outcome', ({ outcome }) => outcome],
    ['count', ({ count }) => String(count)],
    ['p50 ms', ({ latency }) => quantile(latency, bounds, 0.5)],
    ['p99 ms', ({ latency }) => quantile(latency, bounds, 0.99)],
  ]
}

/** As far as a histogram tells: in which bucket so large a part of the attempts is reached. */
function quantile(latency: readonly number[], bounds: readonly number[], part: number): string {
  const all = latency.reduce((total, n) => total + n, 0)
  if (all === 0) return '-'
  let reached = 0
  const bucket = latency.findIndex((n) => {
    reached += n
    return reached >= part * all
  })
  const bound = bounds[bucket]
  return bound === undefined ? `> ${bounds.at(-1)}` : `≤ ${bound}`
}
