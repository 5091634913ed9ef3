import type { Act } from './act.ts'
import type { ConfigurationChange } from './configuration.ts'

/** A change of the configuration, and whose it is. */
export interface ActedChange {
  readonly act: Act
  /** The time that its row of the audit tells, in ms since 1970. */
  readonly at: number
  readonly change: ConfigurationChange
}

const written = ['sources', 'destinations', 'routes', 'secrets', 'tokens', 'connections'] as const

/** The ids that a change writes or removes. */
export function touchedIds(change: ConfigurationChange): string[] {
  const { remove = [] } = change
  return [...written.flatMap((list) => (change[list] ?? []).map(({ id }) => id)), ...remove]
}

/** Changes of different things as one; those that were made upon an epoch were made upon the same. */
export function joined(changes: readonly ConfigurationChange[]): ConfigurationChange {
  const [first = {}, ...others] = changes
  if (others.length === 0) return first
  const lists = [...written, 'idle', 'remove'] as const
  const upon = changes.find((change) => change.upon !== undefined)?.upon
  return {
    ...Object.fromEntries(
      lists.map((list) => [list, changes.flatMap((change) => [...(change[list] ?? [])])]),
    ),
    ...(upon !== undefined && { upon }),
  }
}
