/** What a look at one part of the gateway found. */
export interface Finding {
  /** The part, such as `disk` or `secrets`. */
  readonly check: string
  /** `bad`: events are lost, refused or late by it, now or at the next fault. `warn`: somebody should look. */
  readonly state: 'ok' | 'warn' | 'bad'
  /** What was found, in a sentence. */
  readonly says: string
  /** What to do about it; null where nothing is wrong. */
  readonly cure: string | null
}

/** A finding with which nothing is wrong. */
export function wellFound(check: string, says: string): Finding {
  return { check, state: 'ok', says, cure: null }
}

/** A number of bytes as people say it: `1.5 GiB`. */
export function sayBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1)
  return `${Number((bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1))} ${units[power]}`
}

const rank = { bad: 0, warn: 1, ok: 2 } as const

/** What is bad first, and what is well last; otherwise as they were found. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((one, other) => rank[one.state] - rank[other.state])
}
