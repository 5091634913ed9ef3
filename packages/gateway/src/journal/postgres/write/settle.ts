import { latencyBucket } from '../../../model/tally.ts'
import type { Named } from '../../named.ts'
import type { Settlement } from '../../port/queue.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { latencyNames, retriedNumber } from '../../tally-numbers.ts'
import { numberArray, parseNumbers, textArray } from '../wire/array-literal.ts'
import { type Batcher, createBatcher } from '../wire/batcher.ts'
import { createBlob } from '../wire/blob.ts'
import type { Database } from '../wire/database.ts'
import { isCollision, lacksSegment } from '../wire/failure.ts'
import type { Segments } from './segments.ts'
import { Tally } from './tally.ts'

interface OwnersSettlement {
  readonly owner: string
  readonly settlement: Settlement
}

export interface SettleOptions {
  readonly gateway: string
  readonly firstSlot: number
  readonly slots: number
  readonly segments: Segments
  /** Lanes, as destinations count over time. */
  readonly named: Named
  /** Of an owned lane; undefined where this process does not know. */
  readonly destinationOf: (lane: number) => number | undefined
}

/** Settlements of all lanes together, a batch a commit. */
export function createSettle(database: Database, options: SettleOptions): Batcher<OwnersSettlement, boolean> {
  return createBatcher<OwnersSettlement, boolean>({
    slots: options.slots,
    besideFrom: 500,
    maxItems: 1000,
    maxBytes: 8 * 2 ** 20,
    maxWaitingBytes: 32 * 2 ** 20,
    sizeOf: ({ settlement }) => settlement.attempt.answer.byteLength + 200,
    run: (items, slot) => settleBatch(database, items, options, options.firstSlot + slot),
  })
}

/** One statement for each owner (there is one but in tests); a row named twice is settled once. */
async function settleBatch(
  database: Database,
  items: readonly OwnersSettlement[],
  options: SettleOptions,
  slot: number,
): Promise<boolean[]> {
  const answers = items.map(() => false)
  const rows = new Set<string>()
  const owners = new Map<string, number[]>()
  for (const [i, { owner, settlement }] of items.entries()) {
    const row = `${settlement.lane}:${settlement.at.due}:${settlement.at.seq}:${settlement.at.replay}:${settlement.fence}`
    if (rows.has(row)) continue
    rows.add(row)
    const mine = owners.get(owner)
    if (mine === undefined) owners.set(owner, [i])
    else mine.push(i)
  }
  for (const [owner, indexes] of owners) {
    const settlements = indexes.flatMap((i) => items[i]?.settlement ?? [])
    for (const n of await settleOwners(database, owner, settlements, options, slot)) {
      const index = indexes[n - 1]
      if (index !== undefined) answers[index] = true
    }
  }
  return answers
}

async function settleOwners(
  database: Database,
  owner: string,
  settlements: readonly Settlement[],
  options: SettleOptions,
  slot: number,
): Promise<number[]> {
  const unnamed = new Set<number>()
  for (const { lane, attempt } of settlements)
    if (options.named.under(attempt.at, lane) !== lane) unnamed.add(lane)
  const values = [
    ...[options.gateway, slot, owner, ...parameters(settlements), numberArray([...unnamed])],
    ...tallied(settlements, options),
  ]
  for (let attempt = 1; ; attempt++) {
    try {
      const [row] = await database.write<{ settled: string }>(statement, values)
      return parseNumbers(row?.settled ?? '{}')
    } catch (error) {
      if (attempt >= 4) throw error
      if (lacksSegment(error)) await options.segments.ensure()
      else if (!isCollision(error)) throw error
    }
  }
}

const statement = `select countersign.settle_3(${Array.from({ length: 25 }, (_, i) => `$${i + 1}`).join(', ')})::text as settled`

/** What all of them add to the counts over time; nothing where a destination is not known. */
function tallied(
  settlements: readonly Settlement[],
  { named, destinationOf }: Pick<SettleOptions, 'named' | 'destinationOf'>,
): string[] {
  const tally = new Tally(1 + latencyNames.length)
  for (const { lane, attempt, next } of settlements) {
    const destination = destinationOf(lane)
    if (destination === undefined) return ['{}', '{}', '{}', '{}']
    const outcome = 'state' in next ? finalNumber[next.state] : retriedNumber
    const row = tally.of(attempt.at, named.under(attempt.at, lane) === lane ? destination : 0, outcome)
    row[0] = (row[0] ?? 0) + 1
    const bucket = 1 + latencyBucket(attempt.ms)
    if (attempt.n > 0) row[bucket] = (row[bucket] ?? 0) + 1
  }
  const { ats, numbers, outcomes, values } = tally.columns()
  return [ats, numbers, outcomes, values].map(numberArray)
}

function parameters(settlements: readonly Settlement[]): unknown[] {
  const held = new Map(settlements.map((s) => [`${s.lane}:${s.fence}`, s]))
  const blob = createBlob()
  return [
    numberArray([...held.values()].map((s) => s.lane)),
    numberArray([...held.values()].map((s) => s.fence)),
    numberArray(settlements.map((s) => s.lane)),
    numberArray(settlements.map((s) => s.fence)),
    numberArray(settlements.map((s) => s.at.due)),
    numberArray(settlements.map((s) => s.at.seq)),
    numberArray(settlements.map((s) => s.at.replay)),
    numberArray(settlements.map((s) => s.attempt.n)),
    numberArray(settlements.map((s) => s.attempt.at)),
    numberArray(settlements.map((s) => Math.min(Math.round(s.attempt.ms), 2 ** 31 - 1))),
    numberArray(settlements.map((s) => s.attempt.status)),
    textArray(settlements.map((s) => s.attempt.code)),
    numberArray(settlements.map((s) => ('state' in s.next ? finalNumber[s.next.state] : 0))),
    numberArray(settlements.map((s) => ('state' in s.next ? 0 : s.next.retryAt))),
    numberArray(settlements.map((s) => blob.add(s.attempt.answer))),
    numberArray(settlements.map((s) => s.attempt.answer.byteLength)),
    blob.bytes(),
  ]
}
