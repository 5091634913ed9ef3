import type { OwnedLane } from '../../../model/lane.ts'
import { sameLanes } from '../../same-lanes.ts'
import { numberArray, parseNumbers, textArray } from '../wire/array-literal.ts'
import { createBatcher } from '../wire/batcher.ts'
import type { Database } from '../wire/database.ts'
import type { Session } from '../wire/session.ts'

export interface Owner {
  readonly owner: string
  /** The keeper that starts this gateway and its like, one after the other; null where there is none. */
  readonly keeper: string | null
  /** By whose end others may know that this gateway is gone; null: by its lease alone. */
  readonly session: Session | null
}

interface OwnRow {
  readonly numbers: string
  readonly destinations: string
  readonly shards: string
  readonly fences: string
  readonly surpluses: string
  readonly held: number
  readonly sum_of_numbers: number
  readonly sum_of_fences: number
  readonly again: boolean
  readonly heeding: boolean
  readonly gateways: number
}

/** What an owner was told last. */
export interface Told {
  readonly lanes: readonly OwnedLane[]
  /** Every gateway looks in other lanes for the first of a key. */
  readonly heeding: boolean
  /** Another call at once is likely to get more. */
  readonly again: boolean
  /** How many share the database, this one among them. */
  readonly gateways: number
}

/** How an owner asks: of another call than the first, what has changed is told. */
export interface Asked extends Told {
  /** Whether a call since then was left without an answer, and so may have taken lanes. */
  readonly unsure: boolean
}

export const toldNothing: Asked = { lanes: [], heeding: false, again: false, gateways: 1, unsure: true }

/**
 * Renews the owner's lease, takes free lanes and answers all that are its own. Of fifty thousand lanes those alone come
 * over the wire that are taken; where what the owner knows is not what the store has, all of them do.
 */
export async function own(
  database: Pick<Database, 'write'>,
  owner: Owner,
  leaseMs: number,
  before: Asked,
): Promise<Told> {
  if (before.unsure) return whole(database, owner, leaseMs, before.lanes)
  const answer = await ask(database, owner, leaseMs, false)
  const taken = lanesOf(answer)
  const numbers = new Set(taken.map(({ number }) => number))
  const kept = before.lanes.filter(({ number }) => !numbers.has(number))
  const lanes = marked(taken.length === 0 ? before.lanes : [...kept, ...taken], answer)
  if (isAll(lanes, answer)) return { ...factsOf(answer), lanes }
  return whole(database, owner, leaseMs, before.lanes)
}

async function whole(
  database: Pick<Database, 'write'>,
  owner: Owner,
  leaseMs: number,
  before: readonly OwnedLane[],
): Promise<Told> {
  const answer = await ask(database, owner, leaseMs, true)
  return { ...factsOf(answer), lanes: sameLanes(before, marked(lanesOf(answer), answer)) }
}

const factsOf = ({ heeding, again, gateways }: OwnRow): Omit<Told, 'lanes'> => ({ heeding, again, gateways })

async function ask(
  database: Pick<Database, 'write'>,
  { owner, keeper, session }: Owner,
  leaseMs: number,
  all: boolean,
): Promise<OwnRow> {
  const [row] = await database.write<OwnRow>(
    `select numbers::text, destinations::text, shards::text, fences::text, surpluses::text,
            held, sum_of_numbers, sum_of_fences, again, heeding,
            (select count(*)::int from countersign.gateway where until > countersign.now_1()) as gateways
       from countersign.own_4($1, $2, $3, $4, $5, $6, $7)`,
    [owner, keeper, session?.pid ?? null, session?.started ?? null, session?.server ?? null, leaseMs, all],
  )
  if (row === undefined) throw new Error('A renewal without an answer.')
  return row
}

function lanesOf(row: OwnRow): OwnedLane[] {
  const destinations = parseNumbers(row.destinations)
  const shards = parseNumbers(row.shards)
  const fences = parseNumbers(row.fences)
  return parseNumbers(row.numbers).map((number, i) => ({
    number,
    destination: destinations[i] ?? 0,
    shard: shards[i] ?? 0,
    fence: fences[i] ?? 0,
    surplus: false,
  }))
}

/** The lanes with what is to be given back, by their numbers; the same list where that says it already. */
function marked(lanes: readonly OwnedLane[], { surpluses }: OwnRow): readonly OwnedLane[] {
  const over = new Set(parseNumbers(surpluses))
  const isMarked = ({ number, surplus }: OwnedLane): boolean => surplus === over.has(number)
  const isSorted = lanes.every(({ number }, i) => i === 0 || number > (lanes[i - 1]?.number ?? 0))
  if (isSorted && lanes.every(isMarked)) return lanes
  return lanes
    .map((lane) => (isMarked(lane) ? lane : { ...lane, surplus: over.has(lane.number) }))
    .sort((one, other) => one.number - other.number)
}

/** Whether these are all that the store says are the owner's. */
function isAll(lanes: readonly OwnedLane[], { held, sum_of_numbers, sum_of_fences }: OwnRow): boolean {
  if (lanes.length !== held) return false
  let [numbers, fences] = [0, 0]
  for (const { number, fence } of lanes) {
    numbers += number
    fences += fence
  }
  return numbers === sum_of_numbers && fences === sum_of_fences
}

/** Whether lanes of another gateway may be had: it is gone, by its session or its lease. */
export async function mayTake(database: Pick<Database, 'write'>, owner: string): Promise<boolean> {
  const [row] = await database.write<{ free: boolean }>('select countersign.look_1($1) as free', [owner])
  return row?.free === true
}

interface Given {
  readonly owner: string
  readonly number: number
  readonly fence: number
}

/** Lanes that one statement gives back at most. */
const mostGiven = 5_000

/** Gives lanes back, as far as they are still the owner's under the fences named; those of one time in one statement. */
export function createRelease(
  database: Pick<Database, 'write'>,
): (owner: string, lanes: readonly { number: number; fence: number }[]) => Promise<void> {
  const given = createBatcher<Given, null>({
    slots: 1,
    besideFrom: 1,
    maxItems: mostGiven,
    async run(lanes) {
      await database.write(
        `update countersign.lane l set owner = null from (
           -- In the order in which settlements lock them.
           select l.number from countersign.lane l
             join unnest($1::text[], $2::int[], $3::bigint[]) g(owner, number, fence)
               on l.number = g.number and l.fence = g.fence and l.owner = g.owner
            order by l.number for update of l) held
          where l.number = held.number`,
        [
          textArray(lanes.map(({ owner }) => owner)),
          numberArray(lanes.map(({ number }) => number)),
          numberArray(lanes.map(({ fence }) => fence)),
        ],
      )
      return lanes.map(() => null)
    },
  })
  return async (owner, lanes) => {
    await given.add(lanes.map(({ number, fence }) => ({ owner, number, fence })))
  }
}

/** Ends a gateway's lease with all its lanes, so that the others need not wait for it to run out. */
export async function leave(database: Database, owners: readonly string[]): Promise<void> {
  await database.transaction(async (query) => {
    await query('update countersign.lane set owner = null where owner = any($1)', [owners])
    await query('delete from countersign.gateway where owner = any($1)', [owners])
  })
}
