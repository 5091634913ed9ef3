import { type ActedChange, touchedIds } from '../../model/acted-change.ts'
import type { ConfigurationChange } from '../../model/configuration.ts'
import { type Documents, type Hide, outlineChange } from '../../model/outline.ts'
import { readDestination, storedDestination } from '../../model/stored-destination.ts'
import { readSource, storedSource } from '../../model/stored-source.ts'
import type { ToldAct } from './row.ts'

const kinds = ['sources', 'destinations', 'routes', 'secrets', 'tokens', 'connections'] as const

/** What a change leaves behind of what it names. */
function documentsAfter(change: ConfigurationChange): Documents {
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

/** What each of some changes did, by what the things that they name were before. */
export function outlined(changes: readonly ActedChange[], before: Documents, hide: Hide): ToldAct[] {
  return changes.map(({ act, at, change }) => {
    const own = touchedIds(change).flatMap((id) => {
      const document = before.get(id)
      return document === undefined ? [] : [[id, document] as const]
    })
    return { act, at, outline: outlineChange(new Map(own), documentsAfter(change), hide) }
  })
}
