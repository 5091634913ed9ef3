import type { Seal } from '../seal/seal.ts'

/** What changes by itself, or by an operator's hand on what runs, and is no part of what files declare. */
const passing: ReadonlySet<string> = new Set([
  ...['number', 'managed', 'state', 'paused', 'resumedAt', 'createdAt', 'deletedAt'],
])

/**
 * The mark of a thing: another one says that it was changed since. Keyed: settings that are secrets are part of it, and
 * nobody without the sealing key can try which they are.
 *
 * @param secrets - the ids of those that have no end
 */
export function markOf(thing: object, secrets: readonly string[], seal: Pick<Seal, 'mark'>): string {
  const fields = Object.entries(thing).filter(([name]) => !passing.has(name))
  const text = JSON.stringify(sorted([Object.fromEntries(fields), secrets.toSorted()]))
  return seal.mark(text, 'managed').slice(0, 22)
}

/** The same value has the same text, in whatever order its fields were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, sorted(field)]),
  )
}
