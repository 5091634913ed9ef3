import type { DeliveryKey } from '../../../model/delivery.ts'
import type { Pruned, RetentionLimits } from '../../port/keep.ts'
import { parseNumbers } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'
import { dropSegments, trimmedRanges } from './drop-segments.ts'
import { foldCounters } from './fold-counters.ts'
import { forgetValues, forgetValuesOfSegments } from './path-values.ts'
import { pruneRepeats } from './repeats.ts'
import { pruneTallies } from './tallies.ts'

type Place =
  | { readonly stage: 'queue'; readonly after: number }
  | { readonly stage: 'segments' | 'values' | 'ledger' | 'audit' | 'repeats' | 'tallies' }
  | { readonly stage: 'rows'; readonly ranges: readonly { after: number; below: number }[] }

export type Prune = (limits: RetentionLimits) => Promise<Pruned>

const none: readonly DeliveryKey[] = []

/**
 * Retention in bounded steps: what waits too long dies; then a walk from the oldest event to the first window
 * that is young, then what is left of the index, the ledger, the audit, what was answered under idempotency keys and the
 * counts over time. Whole segments that have run out go before that, without a row touched.
 *
 * @param pruneAudit - removes what is older than a time from the audit, so many rows at most
 */
export function createPrune(
  database: Database,
  gateway: string,
  slot: number,
  pruneAudit: (before: number, limit: number) => Promise<number>,
): Prune {
  let place: Place = { stage: 'queue', after: 0 }

  return async (limits) => {
    if (place.stage === 'queue') {
      const { reached, young, expired } = await expire(database, gateway, slot, place.after, limits)
      place = reached === null || young ? { stage: 'segments' } : { stage: 'queue', after: reached }
      return { more: true, removed: 0, expired }
    }
    if (place.stage === 'segments') {
      await foldCounters(database)
      const { removed, held } = await dropSegments(database, limits)
      place = { stage: 'rows', ranges: await trimmedRanges(database, limits, held) }
      return { more: true, removed, expired: none }
    }
    if (place.stage === 'rows') {
      const [range, ...later] = place.ranges
      if (range === undefined) {
        place = { stage: 'values' }
        return { more: true, removed: 0, expired: none }
      }
      const { reached, young, removed } = await pruneWindow(database, range, limits)
      if (removed > 0) await forgetValues(database, range.after, reached ?? range.below - 1)
      if (reached === null) place = { stage: 'rows', ranges: later }
      else if (young) place = { stage: 'values' }
      else place = { stage: 'rows', ranges: [{ ...range, after: reached }, ...later] }
      return { more: true, removed, expired: none }
    }
    if (place.stage === 'values') {
      const removed = await forgetValuesOfSegments(database, limits.limit)
      if (removed < limits.limit) place = { stage: 'ledger' }
      return { more: true, removed: 0, expired: none }
    }
    if (place.stage === 'audit') {
      const { auditBefore, limit } = limits
      const removed = auditBefore === undefined ? 0 : await pruneAudit(auditBefore, limit)
      if (removed < limit) place = { stage: 'repeats' }
      return { more: true, removed, expired: none }
    }
    if (place.stage === 'repeats') {
      const { payloadsBefore, now = payloadsBefore, limit } = limits
      const removed = await pruneRepeats(database, now, limit)
      if (removed < limit) place = { stage: 'tallies' }
      return { more: true, removed, expired: none }
    }
    if (place.stage === 'tallies') {
      const { payloadsBefore, now = payloadsBefore, limit } = limits
      const { more, removed } = await pruneTallies(database, now, limit)
      if (!more) place = { stage: 'queue', after: 0 }
      return { more, removed, expired: none }
    }
    const [row] = await database.write<{ removed: number }>(
      'select removed from countersign.prune_ledger_1($1, $2)',
      [limits.ledgerBefore, limits.limit],
    )
    const removed = row?.removed ?? 0
    // A step that was not filled has met the end: what runs out meanwhile must not keep the round from ending.
    if (removed >= limits.limit) return { more: true, removed, expired: none }
    place = { stage: 'audit' }
    return { more: true, removed, expired: none }
  }
}

async function expire(
  database: Database,
  gateway: string,
  slot: number,
  after: number,
  { payloadsBefore, now = payloadsBefore, limit }: RetentionLimits,
): Promise<{ reached: number | null; young: boolean; expired: readonly DeliveryKey[] }> {
  const [row] = await database.write<{
    reached: number | null
    young: boolean | null
    seqs: string | null
    lanes: string | null
    replays: string | null
  }>(
    `select reached, young, seqs::text, lanes::text, replays::text
       from countersign.expire_2($1, $2, $3, $4, $5, $6)`,
    [gateway, slot, after, payloadsBefore, now, limit],
  )
  const lanes = parseNumbers(row?.lanes ?? '{}')
  const replays = parseNumbers(row?.replays ?? '{}')
  return {
    reached: row?.reached ?? null,
    young: row?.young === true,
    expired: parseNumbers(row?.seqs ?? '{}').map((seq, i) => ({
      seq,
      lane: lanes[i] ?? 0,
      replay: replays[i] ?? 0,
    })),
  }
}

async function pruneWindow(
  database: Database,
  range: { after: number; below: number },
  limits: RetentionLimits,
): Promise<{ reached: number | null; young: boolean | null; removed: number }> {
  const [row] = await database.write<{ reached: number | null; young: boolean | null; removed: number }>(
    'select reached, young, removed from countersign.prune_2($1, $2, $3, $4, $5, $6)',
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
