import type { Seal } from '../seal/seal.ts'
import { stableText } from './stable-text.ts'

/** What changes by itself, or by an operator's hand on what runs, and is no part of what files declare. */
const passing: ReadonlySet<string> = new Set([
  ...['number', 'managed', 'state', 'paused', 'resumedAt', 'claimedBy', 'createdAt', 'deletedAt'],
])

/**
 * The mark of a thing: another one says that it was changed since. Keyed: settings that are secrets are part of it, and
 * nobody without the sealing key can try which they are.
 *
 * @param secrets - the ids of those that have no end
 */
export function markOf(thing: object, secrets: readonly string[], seal: Pick<Seal, 'mark'>): string {
  const fields = Object.entries(thing).filter(([name]) => !passing.has(name))
  const text = stableText([Object.fromEntries(fields), secrets.toSorted()])
  return seal.mark(text, 'managed').slice(0, 22)
}
