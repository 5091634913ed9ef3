import type { DatabaseSync } from 'node:sqlite'
import { type Series, tallySteps } from '../../../model/tally.ts'
import type { SeriesQuery } from '../../port/look.ts'
import { deliveryOutcomeOf, eventOutcomeOf, latencyNames, stepNumber } from '../../tally-numbers.ts'

/** Adds up the counts of a time; what is not in its hour or day yet is added from its minutes. */
export function seriesRead(db: DatabaseSync): (query: SeriesQuery) => Series {
  const events = db.prepare(summing('event_tally', 'source', ['count', 'bytes']))
  const deliveries = db.prepare(summing('delivery_tally', 'destination', ['count', ...latencyNames]))
  return ({ step, from, to, source, destination, most }) => {
    const given = { ms: tallySteps[step], step: stepNumber[step], from, to, most }
    const bothWanted = source === undefined && destination === undefined
    return {
      events:
        bothWanted || source !== undefined
          ? events.all({ ...given, one: source ?? null }).map((row) => ({
              at: Number(row.at),
              source: Number(row.number) || null,
              outcome: eventOutcomeOf(Number(row.outcome)),
              count: Number(row.count),
              bytes: Number(row.bytes),
            }))
          : [],
      deliveries:
        bothWanted || destination !== undefined
          ? deliveries.all({ ...given, one: destination ?? null }).map((row) => ({
              at: Number(row.at),
              destination: Number(row.number) || null,
              outcome: deliveryOutcomeOf(Number(row.outcome)),
              count: Number(row.count),
              latency: latencyNames.map((name) => Number(row[name])),
            }))
          : [],
    }
  }
}

function summing(table: string, column: string, values: readonly string[]): string {
  const sums = values.map((name) => `sum(${name}) as ${name}`).join(', ')
  return `
    with step_rows as materialized (
      select at - at % :ms as at, ${column} as number, outcome, ${sums} from ${table}
      where step in (${stepNumber.fresh}, :step) and at >= :from and at < :to and (:one is null or ${column} = :one)
      group by 1, 2, 3
    ), busiest as materialized (
      select number from step_rows where number > 0 group by number order by sum(count) desc, number limit :most
    )
    select at, iif(number in (select number from busiest), number, 0) as number, outcome, ${sums}
    from step_rows group by 1, 2, 3 order by 1, 2, 3`
}
