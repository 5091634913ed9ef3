import type { Unnumbered } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import { Refusal } from '../model/refusal.ts'
import type { Source } from '../model/source.ts'
import type { Standing } from './standing.ts'

/** The living source of this name or id, or ERR_NOT_FOUND. */
export function findSource(now: Standing, nameOrId: string): Unnumbered<Source> {
  return now.source(nameOrId) ?? refuseUnknown('source', nameOrId)
}

/** The living destination of this name or id, or ERR_NOT_FOUND. */
export function findDestination(now: Standing, nameOrId: string): Unnumbered<Destination> {
  return now.destination(nameOrId) ?? refuseUnknown('destination', nameOrId)
}

/** Throws ERR_NOT_FOUND for a name or id. */
export function refuseUnknown(noun: string, nameOrId: string | undefined): never {
  throw new Refusal('ERR_NOT_FOUND', `There is no ${noun} "${String(nameOrId).slice(0, 100)}".`)
}
