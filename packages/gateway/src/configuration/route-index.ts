import type { Route } from '../model/route.ts'
import { sortedBy } from '../model/sorted-by.ts'
import { SortedList } from '../model/sorted-list.ts'
import type { EventView } from './filter.ts'
import { type Need, pathName } from './filter-need.ts'

/** A route, and what its filter needs. */
export interface NeedyRoute {
  readonly route: Route
  readonly needs: readonly Need[]
}

/** A route, and the need that it is found by; null: it is asked of every event. */
interface Placed {
  readonly route: Route
  readonly need: Need | null
  /** All that its filter needs, where there is a choice among them; else none. */
  readonly choice: readonly Need[]
}

/** One of the texts that a route's need names. */
interface Valued {
  readonly value: string
  readonly placed: Placed
}

/** Routes whose filters need a text at one path. */
interface Group {
  readonly path: readonly string[]
  readonly all: SortedList<Placed>
  readonly byValue: SortedList<Valued>
}

/** How many of the routes that have a choice need a text at a path. */
interface Count {
  readonly what: string
  readonly routes: number
}

interface Parts {
  readonly placed: SortedList<Placed>
  readonly byDestination: SortedList<Placed>
  readonly always: SortedList<Placed>
  readonly groups: ReadonlyMap<string, Group>
  readonly counts: SortedList<Count>
}

const inOrder = ({ route: one }: Placed, { route: other }: Placed): number =>
  one.createdAt - other.createdAt || compare(one.id, other.id)

const nothing: Parts = {
  placed: SortedList.empty((one, other) => compare(one.route.id, other.route.id)),
  byDestination: SortedList.empty(
    (one, other) => compare(one.route.destination, other.route.destination) || inOrder(one, other),
  ),
  always: SortedList.empty(inOrder),
  groups: new Map(),
  counts: SortedList.empty((one, other) => compare(one.what, other.what)),
}

const noGroup: Omit<Group, 'path'> = {
  all: SortedList.empty(inOrder),
  byValue: SortedList.empty(
    (one, other) => compare(one.value, other.value) || inOrder(one.placed, other.placed),
  ),
}

/**
 * The routes of one source, so that an event meets only those that may take it. A hundred filters such as
 * `json.data.roomId == "a"` cost 150 µs an event one by one, and 2 µs as one look at the path and one filter. Never
 * changes: `changed` answers another one, at the cost of what it changes.
 */
export class RouteIndex {
  readonly #parts: Parts
  /** Those that every event meets, listed once, for the events that follow. */
  #always: readonly Placed[] | null = null
  #alwaysRoutes: readonly Route[] = []

  private constructor(parts: Parts) {
    this.#parts = parts
  }

  static readonly empty: RouteIndex = new RouteIndex(nothing)

  get size(): number {
    return this.#parts.placed.size
  }

  /**
   * With these routes, each in the place of the one with its id, and without others.
   *
   * @param removed - ids; there may be none of them
   */
  changed(put: readonly NeedyRoute[], removed: readonly string[]): RouteIndex {
    const { placed: known } = this.#parts
    const gone = [...removed, ...put.map(({ route }) => route.id)].flatMap(
      (id) => known.find(({ route }) => compare(route.id, id)) ?? [],
    )
    const left = without(this.#parts, gone)
    const counts = counted(left.counts, put.flatMap(choiceOf), 1)
    const fresh = put.map((each): Placed => {
      const need = rarest(each.needs, counts)
      return { route: each.route, need, choice: choiceOf(each) }
    })
    return new RouteIndex(withThese({ ...left, counts }, fresh))
  }

  /** Those whose filter may let an event pass, in the order of the routes. */
  candidates(view: EventView): readonly Route[] {
    if (this.#always === null) {
      this.#always = [...this.#parts.always]
      this.#alwaysRoutes = this.#always.map(({ route }) => route)
    }
    if (this.#parts.groups.size === 0) return this.#alwaysRoutes
    const found = [...this.#always]
    let sorted = true
    for (const { path, all, byValue } of this.#parts.groups.values()) {
      const value = textAt(view, path)
      const before = found.length
      // Where there is no text, the filters themselves say what they make of it.
      if (value === undefined) found.push(...all)
      else
        for (const each of byValue.from((one) => compare(one.value, value))) {
          if (each.value !== value) break
          found.push(each.placed)
        }
      sorted &&= before === 0 || found.length === before
    }
    if (!sorted) found.sort(inOrder)
    return found.map(({ route }) => route)
  }

  /** Those to one destination, in the order of the routes. */
  to(destination: string): readonly Route[] {
    const found: Route[] = []
    for (const { route } of this.#parts.byDestination.from((each) =>
      compare(each.route.destination, destination),
    )) {
      if (route.destination !== destination) break
      found.push(route)
    }
    return found
  }
}

function without(parts: Parts, gone: readonly Placed[]): Parts {
  if (gone.length === 0) return parts
  const groups = new Map(parts.groups)
  for (const [name, those] of byPath(gone)) {
    const group = groups.get(name)
    if (group === undefined) continue
    const all = group.all.without(those)
    if (all.size === 0) groups.delete(name)
    else groups.set(name, { ...group, all, byValue: group.byValue.without(valued(those)) })
  }
  return {
    placed: parts.placed.without(gone),
    byDestination: parts.byDestination.without(gone),
    always: parts.always.without(gone),
    groups,
    counts: counted(
      parts.counts,
      gone.flatMap(({ choice }) => choice),
      -1,
    ),
  }
}

/** Whatever is put into a list comes in its order: of tens of thousands, when all is read, it is taken over as it comes. */
function withThese(parts: Parts, fresh: readonly Placed[]): Parts {
  const byId = sortedBy(fresh, ({ route }) => route.id)
  const ordered = sortedBy(byId, ({ route }) => route.createdAt)
  const groups = new Map(parts.groups)
  for (const [name, those] of byPath(ordered)) {
    const group = groups.get(name) ?? { ...noGroup, path: those[0]?.need?.path ?? [] }
    groups.set(name, {
      ...group,
      all: group.all.with(those),
      byValue: group.byValue.with(sortedBy(valued(those), ({ value }) => value)),
    })
  }
  return {
    ...parts,
    placed: parts.placed.with(byId),
    byDestination: parts.byDestination.with(sortedBy(ordered, ({ route }) => route.destination)),
    always: parts.always.with(ordered.filter(({ need }) => need === null)),
    groups,
  }
}

const noChoice: readonly Need[] = []

function choiceOf({ needs }: NeedyRoute): readonly Need[] {
  return needs.length > 1 ? needs : noChoice
}

function byPath(placed: readonly Placed[]): ReadonlyMap<string, Placed[]> {
  const groups = new Map<string, Placed[]>()
  for (const each of placed) {
    if (each.need === null) continue
    const name = pathName(each.need)
    const others = groups.get(name)
    if (others === undefined) groups.set(name, [each])
    else others.push(each)
  }
  return groups
}

function valued(placed: readonly Placed[]): Valued[] {
  return placed.flatMap((each) => (each.need?.values ?? []).map((value) => ({ value, placed: each })))
}

/** How many routes need a text at a path, with these more or fewer. */
function counted(counts: SortedList<Count>, needs: readonly Need[], by: 1 | -1): SortedList<Count> {
  const changed = new Map<string, Count>()
  for (const need of needs)
    for (const value of need.values) {
      const what = pathName(need) + value
      const known = changed.get(what) ?? find(counts, what)
      changed.set(what, { what, routes: (known?.routes ?? 0) + by })
    }
  const all = [...changed.values()]
  return counts.without(all.filter(({ routes }) => routes <= 0)).with(all.filter(({ routes }) => routes > 0))
}

/** Of a route's needs the one that tells it best from the others there are now; the first of equals. */
function rarest(needs: readonly Need[], counts: SortedList<Count>): Need | null {
  const most = (need: Need): number =>
    Math.max(0, ...need.values.map((value) => find(counts, pathName(need) + value)?.routes ?? 0))
  return (needs.length > 1 ? needs.toSorted((one, other) => most(one) - most(other)) : needs)[0] ?? null
}

function find(counts: SortedList<Count>, wanted: string): Count | undefined {
  return counts.find(({ what }) => compare(what, wanted))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
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
