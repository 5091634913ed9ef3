/** Lanes that a notification says have got work: numbers, or null for all of them. */
export type LaneHint = ReadonlySet<number> | null

/** A payload holds 8,000 bytes; beyond this many lanes all are meant. */
const mostLanes = 500

/** `GATEWAY:3,7` or `GATEWAY:*`. */
export function writeHint(gateway: string, lanes: ReadonlySet<number>): string {
  return `${gateway}:${lanes.size > mostLanes ? '*' : [...lanes].join(',')}`
}

/**
 * Reads a hint of another gateway. Whoever may connect to the database can send one, so what is not of its form
 * says nothing: an empty set. So does one of our own.
 */
export function readHint(payload: string, gateway: string): LaneHint {
  const found = /^([0-9a-f-]{36}):(?:\*|(\d{1,9}(?:,\d{1,9})*))$/.exec(payload)
  if (found === null || found[1] === gateway) return nothing
  return found[2] === undefined ? null : new Set(found[2].split(',').map(Number))
}

/** Both together. */
export function joinHints(one: LaneHint, other: LaneHint): LaneHint {
  if (one === null || other === null) return null
  const both = new Set([...one, ...other])
  return both.size > mostLanes ? null : both
}

export const nothing: ReadonlySet<number> = new Set()
