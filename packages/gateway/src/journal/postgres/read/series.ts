import { type Series, tallySteps } from '../../../model/tally.ts'
import type { SeriesQuery } from '../../port/look.ts'
import { deliveryOutcomeOf, eventOutcomeOf, latencyNames, stepNumber } from '../../tally-numbers.ts'
import type { Database } from '../wire/database.ts'

type SumRow = Record<string, number> & {
  readonly at: number
  readonly number: number
  readonly outcome: number
}

/** Adds up the counts of a time; what is not in its hour or day yet is added from its minutes. */
export async function series(database: Database, query: SeriesQuery): Promise<Series> {
  const { step, from, to, source, destination, most } = query
  const bothWanted = source === undefined && destination === undefined
  const given = [tallySteps[step], stepNumber[step], from, to]
  const events =
    bothWanted || source !== undefined
      ? await database.read<SumRow>(summing('event_tally', 'source', ['count', 'bytes']), [
          ...given,
          source ?? null,
          most,
        ])
      : []
  const deliveries =
    bothWanted || destination !== undefined
      ? await database.read<SumRow>(summing('delivery_tally', 'destination', ['count', ...latencyNames]), [
          ...given,
          destination ?? null,
          most,
        ])
      : []
  return {
    events: events.map(({ at, number, outcome, count = 0, bytes = 0 }) => ({
      at,
      source: number || null,
      outcome: eventOutcomeOf(outcome),
      count,
      bytes,
    })),
    deliveries: deliveries.map((row) => ({
      at: row.at,
      destination: row.number || null,
      outcome: deliveryOutcomeOf(row.outcome),
      count: row.count ?? 0,
      latency: latencyNames.map((name) => row[name] ?? 0),
    })),
  }
}

function summing(table: string, column: string, values: readonly string[]): string {
  const sums = values.map((name) => `sum(${name})::bigint as ${name}`).join(', ')
  return `
    with step_rows as materialized (
      select at - at % $1::bigint as at, ${column} as number, outcome, ${sums} from countersign.${table}
       where step in (${stepNumber.fresh}, $2::int) and at >= $3::bigint and at < $4::bigint
         and ($5::int is null or ${column} = $5)
       group by 1, 2, 3
    ), busiest as materialized (
      select number from step_rows where number > 0 group by number order by sum(count) desc, number limit $6
    )
    select at, case when number in (select number from busiest) then number else 0 end as number, outcome, ${sums}
      from step_rows group by 1, 2, 3 order by 1, 2, 3`
}
