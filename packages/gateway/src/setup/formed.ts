import { type Fault, Refusal } from '../model/refusal.ts'
import type { Declared, DeclaredRoute } from './declared.ts'
import { faultsOf } from './together.ts'

/** A wanted whole as it was given, of which some things may not be of the right form. */
export interface Formed {
  /** What is of the right form. */
  readonly wanted: Declared
  /** What is wrong with the rest, each at its place in what was given. */
  readonly faults: readonly Fault[]
  /** Where each of `wanted` stood in what was given, by list. */
  readonly places: Readonly<Record<string, readonly number[]>>
  /** The names that the rest has, by list: what leads to one of them is not wrong for that. Null where none can be told. */
  readonly others: Readonly<Record<string, ReadonlySet<string> | null>>
}

/** How many faults are told of at once. */
export const mostFaults = 1000

/**
 * Refuses what is not of the right form, with what a plan of the rest finds wrong, so that all is told at once. Rejects
 * with ERR_INPUT.
 *
 * @param plan - plans without carrying the plan out; throws ERR_PLAN
 */
export async function refuseMisshapen(
  { wanted, faults, places, others }: Formed,
  plan: (wanted: Declared) => Promise<unknown>,
): Promise<never> {
  let planned: readonly Fault[] = []
  try {
    await plan(wanted)
  } catch (error) {
    const found = faultsOf(error, '')
    if (found === null) throw error
    planned = found.filter(({ at }) => !leadsTo(others, wanted, at)).map((fault) => placed(fault, places))
  }
  const all = [...faults, ...planned]
  const [first] = all
  throw new Refusal('ERR_INPUT', first && `${first.at}: ${first.message}`, all.slice(0, mostFaults))
}

/** Whether a route's end is called unknown that was given, though not in the right form. */
function leadsTo(others: Formed['others'], wanted: Declared, at: string): boolean {
  const [, of, index, end] =
    /^(?:\/destinations\/(\d+))?\/routes\/(\d+)\/(source|destination)$/.exec(at) ?? []
  if (end !== 'source' && end !== 'destination') return false
  const { routes = [], destinations = [] } = wanted
  const route = (of === undefined ? routes : destinations[Number(of)]?.routes)?.[Number(index)]
  const name = (route as Partial<DeclaredRoute> | undefined)?.[end] ?? ''
  return [`${end}s`, ...(end === 'source' ? ['connections'] : [])].some(
    (list) => others[list] === null || others[list]?.has(name),
  )
}

/** A fault, and the place that its sentence names, where they stand in what was given. */
function placed(fault: Fault, places: Formed['places']): Fault {
  const inGiven = (text: string): string =>
    // The list within an item was read whole.
    text.replace(/(?<![\w/])\/(\w+)\/(\d+)/g, (whole, list: string, index: string) => {
      const place = places[list]?.[Number(index)]
      return place === undefined ? whole : `/${list}/${place}`
    })
  return { ...fault, at: inGiven(fault.at), message: fault.message.replace(/see \S+/, inGiven) }
}
