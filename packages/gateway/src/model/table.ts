import { sortedBy } from './sorted-by.ts'
import { SortedList } from './sorted-list.ts'

/** What things are found by; of one index all are text, or all numbers. */
export type Key = string | number

/** So many are remembered as found, of each way to find them. */
const mostFound = 4096

/** How things of one kind are kept. */
export interface Shape<T, Index extends string> {
  /** What no two of them share, and none ever changes. */
  readonly key: (thing: T) => Key
  /** Where it stands among the others; it never changes. Of equal ones the key decides. */
  readonly place: (thing: T) => number
  /** By what else they are found; null for one that is not found by it. */
  readonly indexes: Readonly<Record<Index, (thing: T) => Key | null>>
}

/**
 * Things of one kind as they are at one time, found without a walk by their key and by each index, and listed in their
 * order. Never changes: `changed` answers another table, which shares all that is the same.
 */
export class Table<T, Index extends string = never> implements Iterable<T> {
  readonly #shape: Shape<T, Index>
  readonly #byKey: SortedList<T>
  readonly #inOrder: SortedList<T>
  readonly #indexes: Readonly<Record<Index, SortedList<T>>>
  /** What has been found by its key and by each index: each event asks for the same few again. */
  readonly #found = new Map<Key, T>()
  readonly #foundBy: Readonly<Record<Index, Map<Key, T>>>

  private constructor(
    shape: Shape<T, Index>,
    byKey: SortedList<T>,
    inOrder: SortedList<T>,
    indexes: Readonly<Record<Index, SortedList<T>>>,
  ) {
    this.#shape = shape
    this.#byKey = byKey
    this.#inOrder = inOrder
    this.#indexes = indexes
    const names = Object.keys(indexes) as Index[]
    this.#foundBy = Object.fromEntries(names.map((name) => [name, new Map()])) as Record<Index, Map<Key, T>>
  }

  static empty<T, Index extends string>(shape: Shape<T, Index>): Table<T, Index> {
    const { key, place, indexes } = shape
    const inOrder = (one: T, other: T): number =>
      place(one) - place(other) || compareKeys(key(one), key(other))
    const lists = (Object.keys(indexes) as Index[]).map((name) => {
      const value = indexes[name] as (thing: T) => Key
      return [
        name,
        SortedList.empty<T>((one, other) => compareKeys(value(one), value(other)) || inOrder(one, other)),
      ]
    })
    return new Table(
      shape,
      SortedList.empty<T>((one, other) => compareKeys(key(one), key(other))),
      SortedList.empty(inOrder),
      Object.fromEntries(lists) as Record<Index, SortedList<T>>,
    )
  }

  get size(): number {
    return this.#byKey.size
  }

  /** The one with this key. */
  get(wanted: Key): T | undefined {
    const known = this.#found.get(wanted)
    if (known !== undefined) return known
    const { key } = this.#shape
    return kept(
      this.#found,
      wanted,
      this.#byKey.find((thing) => compareKeys(key(thing), wanted)),
    )
  }

  /** The first that an index has under a value: the only one, where no two can share it. */
  one(index: Index, wanted: Key): T | undefined {
    const found = this.#foundBy[index]
    const known = found.get(wanted)
    if (known !== undefined) return known
    const value = this.#shape.indexes[index] as (thing: T) => Key
    return kept(
      found,
      wanted,
      this.#indexes[index].find((thing) => compareKeys(value(thing), wanted)),
    )
  }

  /** All that an index has under a value, in their order. */
  all(index: Index, wanted: Key): T[] {
    const value = this.#shape.indexes[index] as (thing: T) => Key
    const found: T[] = []
    for (const thing of this.#indexes[index].from((each) => compareKeys(value(each), wanted))) {
      if (value(thing) !== wanted) break
      found.push(thing)
    }
    return found
  }

  /** Those that stand at a place or behind it, in their order. */
  from(place: number): Generator<T, undefined> {
    return this.#inOrder.from((thing) => this.#shape.place(thing) - place)
  }

  /** All, in their order. */
  [Symbol.iterator](): Generator<T, undefined> {
    return this.#inOrder[Symbol.iterator]()
  }

  /**
   * As it is after a change; it costs what it changes.
   *
   * @param put - new ones, and others in the place of those with their keys
   * @param removed - keys of those that are gone; there may be none
   */
  changed(put: readonly T[], removed: readonly Key[] = []): Table<T, Index> {
    const { key, place, indexes } = this.#shape
    const gone = removed.flatMap((each) => this.get(each) ?? [])
    if (put.length === 0 && gone.length === 0) return this
    const before = this.size === 0 ? [] : put.flatMap((thing) => this.get(key(thing)) ?? [])
    // Each is asked once for what it is sorted by, and what comes in an order is not sorted anew.
    const things = sortedBy(put, key)
    const inOrder = isInOrder(put, place) ? put : sortedBy(things, place)
    const lists = (Object.keys(indexes) as Index[]).map((name) => {
      const value = indexes[name]
      const isIn = (thing: T): boolean => value(thing) !== null
      const those = sortedBy(inOrder.filter(isIn), value as (thing: T) => Key)
      return [name, this.#indexes[name].without([...before, ...gone].filter(isIn)).with(those)]
    })
    return new Table(
      this.#shape,
      this.#byKey.without(gone).with(things),
      this.#inOrder.without(gone).with(inOrder),
      Object.fromEntries(lists) as Record<Index, SortedList<T>>,
    )
  }
}

/** Whether each has a place of its own, behind those before it. */
function isInOrder<T>(things: readonly T[], place: (thing: T) => number): boolean {
  for (let at = 1; at < things.length; at++)
    if (place(things[at - 1] as T) >= place(things[at] as T)) return false
  return true
}

/** Never that there is none: strangers ask for what there is not, without end. */
function kept<T>(found: Map<Key, T>, wanted: Key, thing: T | undefined): T | undefined {
  if (thing !== undefined && found.size < mostFound) found.set(wanted, thing)
  return thing
}

function compareKeys(one: Key, other: Key): number {
  return one < other ? -1 : one > other ? 1 : 0
}
