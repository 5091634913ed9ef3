import type { EventView } from './filter.ts'
import { type Need, pathName } from './filter-need.ts'
import type { LiveRoute } from './live-source.ts'

interface Placed {
  readonly route: LiveRoute
  /** Its place among the routes of the source. */
  readonly at: number
}

/** Routes whose filters need a text at one path. */
interface Group {
  readonly path: readonly string[]
  readonly all: Placed[]
  readonly byValue: Map<string, Placed[]>
}

/**
 * The routes of one source, so that an event meets only those that may take it. A hundred filters such as
 * `json.data.roomId == "a"` cost 150 µs an event one by one, and 2 µs as one look at the path and one filter.
 */
export class RouteIndex {
  readonly #always: Placed[] = []
  readonly #groups: readonly Group[]

  constructor(routes: readonly LiveRoute[]) {
    const groups = new Map<string, Group>()
    const shared = countValues(routes)
    for (const [at, route] of routes.entries()) {
      const need = rarest(route.filter?.needs ?? [], shared)
      if (need === undefined) {
        this.#always.push({ route, at })
        continue
      }
      const name = pathName(need)
      const group: Group = groups.get(name) ?? { path: need.path, all: [], byValue: new Map() }
      groups.set(name, group)
      group.all.push({ route, at })
      for (const value of need.values) {
        const others = group.byValue.get(value)
        if (others === undefined) group.byValue.set(value, [{ route, at }])
        else others.push({ route, at })
      }
    }
    this.#groups = [...groups.values()]
  }

  /** Those whose filter may let an event pass, in the order of the routes. */
  candidates(view: EventView): readonly LiveRoute[] {
    const found = [...this.#always]
    let sorted = true
    for (const { path, all, byValue } of this.#groups) {
      const value = textAt(view, path)
      // Where there is no text, the filters themselves say what they make of it.
      const those = value === undefined ? all : byValue.get(value)
      if (those === undefined) continue
      sorted &&= found.length === 0
      found.push(...those)
    }
    if (!sorted) found.sort((one, other) => one.at - other.at)
    return found.map(({ route }) => route)
  }
}

/** How many routes need a text at a path, by both. */
function countValues(routes: readonly LiveRoute[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { filter } of routes)
    for (const need of filter?.needs ?? [])
      for (const value of need.values) {
        const name = pathName(need) + value
        counts.set(name, (counts.get(name) ?? 0) + 1)
      }
  return counts
}

/** Of a route's needs the one that tells it best from the others; the first of equals. */
function rarest(needs: readonly Need[], counts: ReadonlyMap<string, number>): Need | undefined {
  const most = (need: Need): number =>
    Math.max(0, ...[...need.values].map((value) => counts.get(pathName(need) + value) ?? 0))
  return needs.toSorted((one, other) => most(one) - most(other))[0]
}

/** The text at a path, undefined where there is none. */
function textAt(view: EventView, [variable = '', ...fields]: readonly string[]): string | undefined {
  let value: unknown
  try {
    value = variable === 'json' ? view.json() : view[variable as Exclude<keyof EventView, 'json'>]
  } catch {
    return undefined
  }
  for (const field of fields) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, field)) return undefined
    value = (value as Record<string, unknown>)[field]
  }
  return typeof value === 'string' ? value : undefined
}
