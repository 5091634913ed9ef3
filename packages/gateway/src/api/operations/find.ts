import type { Configuration } from '../../model/configuration.ts'
import type { Destination } from '../../model/destination.ts'
import type { Source } from '../../model/source.ts'
import type { Table } from '../../model/table.ts'
import { refuseUnknown } from '../../setup/find.ts'
import type { Names } from '../shapes/names.ts'

/** The living source of this name or id, or ERR_NOT_FOUND. */
export function findSource(configuration: Configuration, nameOrId: string | undefined): Source {
  return findNamed('source', configuration.sources, nameOrId)
}

/** The living destination of this name or id, or ERR_NOT_FOUND. */
export function findDestination(configuration: Configuration, nameOrId: string | undefined): Destination {
  return findNamed('destination', configuration.destinations, nameOrId)
}

function findNamed<Item extends { readonly deletedAt: number | null }>(
  noun: string,
  items: Table<Item, 'name'>,
  nameOrId = '',
): Item {
  const found = items.get(nameOrId) ?? items.one('name', nameOrId)
  if (found === undefined || found.deletedAt !== null) refuseUnknown(noun, nameOrId)
  return found
}

/** The names of sources or destinations. */
export function namesByNumber(items: {
  one(index: 'number', number: number): { readonly name: string } | undefined
}): Names {
  return { get: (number) => items.one('number', number)?.name }
}
