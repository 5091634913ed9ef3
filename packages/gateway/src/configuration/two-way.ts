/** Told of each step of a search, where somebody counts. */
export type Step = () => void

/**
 * Up to this length of a needle the engine's own search is used: at worst it compares this many units at each
 * place, which is a bound.
 */
const shortNeedle = 32

/**
 * Whether a text holds another one. `String.prototype.includes` takes the product of both lengths at worst: 6 s for
 * a needle of 135 kB in a text of as much. This takes at most a few steps for each unit of both.
 */
export function holds(text: string, needle: string): boolean {
  return needle.length <= shortNeedle ? text.includes(needle) : find(text, needle) >= 0
}

/**
 * Where a text holds another one first, or -1: the two-way algorithm of Crochemore and Perrin (Two-way
 * string-matching, J. ACM 38, 1991), in UTF-16 units. The needle is cut where its local period is its period; the
 * right part is compared first, from the cut on, and the left part only where all of that is equal. No tables.
 */
export function find(text: string, needle: string, step?: Step): number {
  if (needle.length === 0) return 0
  if (needle.length > text.length) return -1
  const { cut, period } = criticalCut(needle, step)
  return repeats(needle, cut, period, step)
    ? findPeriodic(text, needle, cut, period, step)
    : findAperiodic(text, needle, cut, Math.max(cut, needle.length - cut) + 1, step)
}

interface Cut {
  /** How many units stand before the cut. */
  readonly cut: number
  /** The period of what stands behind it. */
  readonly period: number
}

/** Of the maximal suffixes by either order of units the later one is where the needle is cut. */
function criticalCut(needle: string, step?: Step): Cut {
  const rising = maximalSuffix(needle, 1, step)
  const falling = maximalSuffix(needle, -1, step)
  return rising.cut > falling.cut ? rising : falling
}

function maximalSuffix(needle: string, order: 1 | -1, step?: Step): Cut {
  let start = 0
  let candidate = 1
  let offset = 0
  let period = 1
  while (candidate + offset < needle.length) {
    step?.()
    const difference = (needle.charCodeAt(candidate + offset) - needle.charCodeAt(start + offset)) * order
    if (difference < 0) {
      candidate += offset + 1
      offset = 0
      period = candidate - start
    } else if (difference > 0) {
      start = candidate
      candidate = start + 1
      offset = 0
      period = 1
    } else if (offset + 1 === period) {
      candidate += period
      offset = 0
    } else {
      offset += 1
    }
  }
  return { cut: start, period }
}

/** Whether the period of the right part is that of the whole needle. */
function repeats(needle: string, cut: number, period: number, step?: Step): boolean {
  if (cut + period > needle.length) return false
  for (let at = 0; at < cut; at++) {
    step?.()
    if (needle.charCodeAt(at) !== needle.charCodeAt(at + period)) return false
  }
  return true
}

/** Remembers how much of the needle is known to stand there after a shift by its period. */
function findPeriodic(text: string, needle: string, cut: number, period: number, step?: Step): number {
  let known = 0
  for (let place = 0; place + needle.length <= text.length; ) {
    let at = Math.max(cut, known)
    while (at < needle.length && needle.charCodeAt(at) === text.charCodeAt(place + at)) {
      step?.()
      at += 1
    }
    if (at < needle.length) {
      step?.()
      place += at - cut + 1
      known = 0
      continue
    }
    let before = cut - 1
    while (before >= known && needle.charCodeAt(before) === text.charCodeAt(place + before)) {
      step?.()
      before -= 1
    }
    if (before < known) return place
    place += period
    known = needle.length - period
  }
  return -1
}

function findAperiodic(text: string, needle: string, cut: number, shift: number, step?: Step): number {
  for (let place = 0; place + needle.length <= text.length; ) {
    let at = cut
    while (at < needle.length && needle.charCodeAt(at) === text.charCodeAt(place + at)) {
      step?.()
      at += 1
    }
    if (at < needle.length) {
      step?.()
      place += at - cut + 1
      continue
    }
    let before = cut - 1
    while (before >= 0 && needle.charCodeAt(before) === text.charCodeAt(place + before)) {
      step?.()
      before -= 1
    }
    if (before < 0) return place
    place += shift
  }
  return -1
}
