const unitMs = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const

/** A whole number and a unit, as in `30d`, `12h`, `90m` or `120s`, in ms; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})([dhms])$/.exec(text)
  if (match === null) return null
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]
}
