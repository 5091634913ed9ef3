import type { SeriesJson } from '../../api/answers/series.ts'

/** What came in at a source. */
export interface SourceDay {
  readonly events: number
  readonly refused: number
  /** The last hour with an event, ISO 8601; null where there was none. */
  readonly lastHour: string | null
}

/** What went out to a destination. */
export interface DestinationDay {
  readonly delivered: number
  /** Attempts that failed, and deliveries that died without one. */
  readonly failed: number
}

/** @param own - of a series what it counts of one source */
export function dayOfSource(own: SeriesJson['events']): SourceDay {
  const taken = own.filter(({ outcome }) => outcome !== 'refused' && outcome !== 'duplicate')
  return {
    events: sum(taken),
    refused: sum(own.filter(({ outcome }) => outcome === 'refused')),
    lastHour: taken
      .map(({ at }) => at)
      .reduce<string | null>((last, at) => (last === null || at > last ? at : last), null),
  }
}

/** @param own - of a series what it counts of one destination */
export function dayOfDestination(own: SeriesJson['deliveries']): DestinationDay {
  return {
    delivered: sum(own.filter(({ outcome }) => outcome === 'delivered')),
    failed: sum(own.filter(({ outcome }) => outcome === 'retried' || outcome === 'dead')),
  }
}

function sum(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0)
}
