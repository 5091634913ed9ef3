/** What things are sorted by; of one sort all are text, or all numbers. */
export type SortKey = string | number

/** Things beyond this number are sorted by comparing alone: their places would not fit beside a prefix. */
const mostByPrefix = 2 ** 20
/** UTF-16 units of a prefix, and what one counts at most. */
const unitsOfPrefix = 4
const mostOfUnit = 255

/**
 * Things in the order of their keys; of equal ones each stays behind those that it stood behind. What comes in that order
 * is not sorted anew. Text is sorted as numbers, made of a prefix of each and of its place, and only what is equal by that
 * is compared: less than half the time, of fifty thousand random ids, that comparing them takes.
 */
export function sortedBy<T>(things: readonly T[], by: (thing: T) => SortKey): readonly T[] {
  const keys = things.map(by)
  if (keys.every((key, at) => at === 0 || (keys[at - 1] as SortKey) <= key)) return things
  const places =
    typeof keys[0] === 'string' && keys.length <= mostByPrefix
      ? placesByPrefix(keys as string[])
      : placesByComparing(keys, [...keys.keys()])
  return places.map((place) => things[place] as T)
}

function placesByComparing(keys: readonly SortKey[], places: number[]): number[] {
  return places.sort((one, other) => {
    const [a, b] = [keys[one] as SortKey, keys[other] as SortKey]
    return a < b ? -1 : a > b ? 1 : one - other
  })
}

function placesByPrefix(keys: readonly string[]): number[] {
  const skipped = commonLength(keys)
  const marked = new Float64Array(keys.length)
  for (let at = 0; at < marked.length; at++)
    marked[at] = prefixOf(keys[at] as string, skipped) * mostByPrefix + at
  marked.sort()
  const places = new Array<number>(marked.length)
  for (let from = 0; from < marked.length; ) {
    const next = (Math.floor((marked[from] as number) / mostByPrefix) + 1) * mostByPrefix
    let end = from
    for (; end < marked.length && (marked[end] as number) < next; end++)
      places[end] = (marked[end] as number) % mostByPrefix
    if (end - from > 1)
      for (const place of placesByComparing(keys, places.slice(from, end))) places[from++] = place
    from = end
  }
  return places
}

/** How many units at the beginning all have alike. */
function commonLength(keys: readonly string[]): number {
  const first = keys[0] ?? ''
  let length = first.length
  for (const key of keys) {
    let at = 0
    while (at < length && key.charCodeAt(at) === first.charCodeAt(at)) at++
    length = at
  }
  return length
}

/**
 * Some units as a number that rises with the text. Where a text ends, 0 stands; what is beyond 253 is not told apart, so
 * nothing that stands behind it counts.
 */
function prefixOf(key: string, from: number): number {
  let prefix = 0
  let isTold = true
  for (let at = from; at < from + unitsOfPrefix; at++) {
    const unit = isTold && at < key.length ? Math.min(key.charCodeAt(at) + 1, mostOfUnit) : 0
    if (unit === mostOfUnit) isTold = false
    prefix = prefix * (mostOfUnit + 1) + unit
  }
  return prefix
}
