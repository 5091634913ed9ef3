import { z } from 'zod'
import type { Fault } from '../../model/refusal.ts'
import type { Declared } from '../../setup/declared.ts'
import { type Formed, mostFaults } from '../../setup/formed.ts'
import { inSlices } from '../../setup/in-slices.ts'
import { faultsIn } from './check.ts'
import { hasMoreValues } from './has-more-values.ts'
import { type ItemSchemas, mostItems } from './plan-input.ts'

const lists = ['sources', 'destinations', 'routes', 'connections'] as const satisfies (keyof Declared)[]

const listSchema = z.array(z.unknown()).max(mostItems).optional()
const frameSchema = z.strictObject({
  sources: listSchema,
  destinations: listSchema,
  routes: listSchema,
  connections: listSchema,
})

/** More values than any item has that can be right: one that has them is not looked into. */
const mostValues = 5000

/**
 * A wanted whole as it was given, with what is wrong in its form kept beside it: whoever plans tells that together with
 * the rest. It is read item by item, in slices; where more is wrong with it than is told at once, the rest is not
 * looked at.
 */
export async function formedOf(items: ItemSchemas, given: unknown): Promise<Formed> {
  return await inSlices(forming(items, given))
}

/** Reads one item between two steps. */
function* forming(items: ItemSchemas, given: unknown): Generator<void, Formed> {
  const frame = frameSchema.safeParse(framed(given))
  const ofFrame = frame.success ? [] : faultsIn(frame.error, 'body', mostFaults)
  const faults: Fault[] = []
  const wanted: Record<string, unknown[]> = {}
  const places: Record<string, number[]> = {}
  const others: Record<string, Set<string> | null> = {}
  for (const list of lists) {
    const ofList = ofFrame.filter(({ at }) => at === `/${list}`)
    faults.push(...ofList)
    if (ofList.length > 0) others[list] = null
    const all = (given as Partial<Record<string, unknown>> | null)?.[list]
    if (ofList.length > 0 || !Array.isArray(all)) continue
    const [right, at, names]: [unknown[], number[], Set<string>] = [[], [], new Set()]
    let within = 0
    for (const [index, item] of all.entries()) {
      yield
      within += routesWithin(item)
      if (within > mostItems) {
        faults.push({ at: `/${list}/${index}/routes`, message: `must be at most ${mostItems} routes in all` })
        return { wanted: {}, faults, places: {}, others: {} }
      }
      const read = readItem(items[list], item, `/${list}/${index}`)
      if ('faults' in read) {
        faults.push(...read.faults)
        for (const name of nameOf(item)) names.add(name)
        if (faults.length > mostFaults)
          return { wanted: {}, faults: faults.slice(0, mostFaults + 1), places: {}, others: {} }
      } else {
        right.push(read.item)
        at.push(index)
      }
    }
    wanted[list] = right
    places[list] = at
    others[list] = names
  }
  faults.push(...ofFrame.filter(({ at }) => !lists.some((list) => at === `/${list}`)))
  return { wanted, faults, places, others }
}

/** The lists without what is beyond their length: that one is too long is seen by one item more. */
function framed(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.slice(0, mostItems + 1) : value,
    ]),
  )
}

function readItem(
  schema: z.ZodType,
  item: unknown,
  at: string,
): { readonly item: unknown } | { readonly faults: readonly Fault[] } {
  if (hasMoreValues(item, mostValues))
    return { faults: [{ at, message: `It holds more than ${mostValues} values.` }] }
  const read = schema.safeParse(item)
  if (read.success) return { item: read.data }
  const within = faultsIn(read.error, 'body', mostFaults + 1)
  return { faults: within.map((fault) => ({ ...fault, at: fault.at === '/' ? at : `${at}${fault.at}` })) }
}

/** What stands in an item's own list counts as if it stood in that of all. */
function routesWithin(item: unknown): number {
  const routes = (item as { readonly routes?: unknown } | null)?.routes
  return Array.isArray(routes) ? routes.length : 0
}

function nameOf(item: unknown): readonly string[] {
  const name = (item as { readonly name?: unknown } | null)?.name
  return typeof name === 'string' ? [name] : []
}
