import type { RetentionLimits } from '../journal.ts'
import type { Database } from './database.ts'
import { dropSegments, trimmedRanges } from './drop-segments.ts'
import { foldCounters } from './fold-counters.ts'

type Place =
  | { readonly stage: 'segments' | 'ledger' }
  | { readonly stage: 'rows'; readonly ranges: readonly { after: number; below: number }[] }

export type Prune = (limits: RetentionLimits) => Promise<{ more: boolean; removed: number }>

/**
 * Retention in bounded steps, walking from the oldest event to the first window that is young, then the
 * ledger. Whole segments that have run out go first, without a row touched.
 */
export function createPrune(database: Database): Prune {
  let place: Place = { stage: 'segments' }

  return async (limits) => {
    if (place.stage === 'segments') {
      await foldCounters(database)
      const removed = await dropSegments(database, limits)
      place = { stage: 'rows', ranges: await trimmedRanges(database) }
      return { more: true, removed }
    }
    if (place.stage === 'rows') {
      const [range, ...later] = place.ranges
      if (range === undefined) {
        place = { stage: 'ledger' }
        return { more: true, removed: 0 }
      }
      const { reached, young, removed } = await pruneWindow(database, range, limits)
      if (reached === null) place = { stage: 'rows', ranges: later }
      else if (young) place = { stage: 'ledger' }
      else place = { stage: 'rows', ranges: [{ ...range, after: reached }, ...later] }
      return { more: true, removed }
    }
    const [row] = await database.write<{ removed: number }>(
      'select removed from countersign.prune_ledger_1($1, $2)',
      [limits.ledgerBefore, limits.limit],
    )
    const removed = row?.removed ?? 0
    if (removed > 0) return { more: true, removed }
    place = { stage: 'segments' }
    return { more: false, removed }
  }
}

async function pruneWindow(
  database: Database,
  range: { after: number; below: number },
  limits: RetentionLimits,
): Promise<{ reached: number | null; young: boolean | null; removed: number }> {
  const [row] = await database.write<{ reached: number | null; young: boolean | null; removed: number }>(
    'select reached, young, removed from countersign.prune_1($1, $2, $3, $4, $5, $6)',
    [
      range.after,
      range.below,
      limits.payloadsBefore,
      limits.eventsBefore,
      limits.attemptsBefore,
      limits.limit,
    ],
  )
  return row ?? { reached: null, young: null, removed: 0 }
}
