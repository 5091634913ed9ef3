import type { Configuration } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import type { Source } from '../model/source.ts'
import { Problem } from './problem.ts'

/** The living source of this name or id, or ERR_NOT_FOUND. */
export function findSource(configuration: Configuration, nameOrId: string | undefined): Source {
  return findNamed('source', configuration.sources, nameOrId)
}

/** The living destination of this name or id, or ERR_NOT_FOUND. */
export function findDestination(configuration: Configuration, nameOrId: string | undefined): Destination {
  return findNamed('destination', configuration.destinations, nameOrId)
}

function findNamed<Item extends { id: string; name: string; deletedAt: number | null }>(
  noun: string,
  items: readonly Item[],
  nameOrId: string | undefined,
): Item {
  const found = items.find(
    (item) => item.deletedAt === null && (item.id === nameOrId || item.name === nameOrId),
  )
  if (found === undefined)
    throw new Problem('ERR_NOT_FOUND', `There is no ${noun} "${String(nameOrId).slice(0, 100)}".`)
  return found
}

/** Names by number, of deleted ones too, so that what they left behind can be named. */
export function namesByNumber(
  items: readonly { number: number; name: string }[],
): ReadonlyMap<number, string> {
  return new Map(items.map(({ number, name }) => [number, name]))
}
