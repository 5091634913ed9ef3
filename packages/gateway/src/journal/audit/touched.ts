import type { ConfigurationChange } from '../../model/configuration.ts'
import type { Documents } from '../../model/outline.ts'
import { readDestination, storedDestination } from '../../model/stored-destination.ts'
import { readSource, storedSource } from '../../model/stored-source.ts'

const kinds = ['sources', 'destinations', 'routes', 'secrets', 'tokens', 'connections'] as const

/** The ids that a change names. */
export function touchedIds(change: ConfigurationChange): string[] {
  return [...kinds.flatMap((kind) => (change[kind] ?? []).map(({ id }) => id)), ...(change.remove ?? [])]
}

/** What a change leaves behind of what it names. */
export function documentsAfter(change: ConfigurationChange): Documents {
  const all = kinds.flatMap((kind) =>
    kind === 'destinations'
      ? (change[kind] ?? []).map((thing) => [thing.id, storedDestination(thing)] as const)
      : kind === 'sources'
        ? (change[kind] ?? []).map((thing) => [thing.id, storedSource(thing)] as const)
        : (change[kind] ?? []).map((thing) => [thing.id, { ...thing }] as const),
  )
  return new Map(all)
}

/** A thing from its row, as `documentsAfter` would have it: one of before may have been stored in another form. */
export function documentOf(id: string, stored: string): Readonly<Record<string, unknown>> {
  const document = JSON.parse(stored) as Readonly<Record<string, unknown>>
  if (id.startsWith('src_')) return storedSource(readSource(document))
  return id.startsWith('dst_') ? storedDestination(readDestination(document)) : document
}
