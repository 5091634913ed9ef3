import { mostNamed, tallySteps } from '../model/tally.ts'

/** Minutes that are remembered at once: requests that are let in later are counted when they came. */
const mostMinutes = 8

/** Which numbers count by themselves in a minute, and which under none. */
export interface Named {
  /** The number that it is counted under at this time: its own, or 0 where that minute has as many as it may. */
  under(at: number, number: number): number
}

/** Gives names to whom it meets first, and so to the busy. */
export function createNamed(most: number = mostNamed): Named {
  const minutes = new Map<number, Set<number>>()
  let minute = Number.NaN
  let names = new Set<number>()

  const turnTo = (to: number): void => {
    const known = minutes.get(to)
    if (known === undefined && minutes.size >= mostMinutes) minutes.delete(minutes.keys().next().value ?? to)
    names = known ?? new Set()
    minutes.set(to, names)
    minute = to
  }

  return {
    under(at, number) {
      const of = Math.floor(at / tallySteps.minute)
      if (of !== minute) turnTo(of)
      if (number === 0 || names.has(number)) return number
      if (names.size >= most) return 0
      names.add(number)
      return number
    },
  }
}
