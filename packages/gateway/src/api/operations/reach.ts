import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { refuseUnknown } from '../../setup/find.ts'
import { findDestination, findSource } from './find.ts'

/** The numbers of the sources that a list shows to somebody: of one asked for, else of those in reach; undefined: all. */
export function sourcesInReach(
  configuration: Configuration,
  { may }: Pick<Identity, 'may'>,
  asked: string | undefined,
): readonly number[] | undefined {
  if (asked !== undefined) {
    const source = findSource(configuration, asked)
    if (!reaches(may, 'sources', source.id)) refuseUnknown('source', asked)
    return [source.number]
  }
  return may.sources && numbersOf(configuration.sources, may.sources)
}

/** As `sourcesInReach`, of destinations. */
export function destinationsInReach(
  configuration: Configuration,
  { may }: Pick<Identity, 'may'>,
  asked: string | undefined,
): readonly number[] | undefined {
  if (asked !== undefined) {
    const destination = findDestination(configuration, asked)
    if (!reaches(may, 'destinations', destination.id)) refuseUnknown('destination', asked)
    return [destination.number]
  }
  return may.destinations && numbersOf(configuration.destinations, may.destinations)
}

function numbersOf(
  table: { get(id: string): { readonly number: number } | undefined },
  ids: ReadonlySet<string>,
): number[] {
  return [...ids].flatMap((id) => table.get(id)?.number ?? [])
}
