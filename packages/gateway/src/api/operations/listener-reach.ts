import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import { operationalSource } from '../../model/source.ts'
import { refuseUnknown } from '../../setup/find.ts'
import { sourcesOf } from '../shapes/listener-json.ts'
import { findSource } from './find.ts'
import { mostSources } from './listener-input.ts'

/** Whether somebody may listen to all that a listener listens to. */
export function listenerInReach(
  { may }: Identity,
  destination: string,
  configuration: Configuration,
): boolean {
  return sourcesOf(destination, configuration).every(({ id }) => reaches(may, 'sources', id))
}

/** The sources that are asked for, or all but the gateway's own. Throws ERR_NOT_FOUND, ERR_INPUT where there are too many. */
export function sourcesToListenTo(
  { may }: Identity,
  asked: readonly string[] | undefined,
  configuration: Configuration,
): readonly string[] {
  if (asked !== undefined) {
    for (const one of asked)
      if (!reaches(may, 'sources', findSource(configuration, one).id)) refuseUnknown('source', one)
    return asked
  }
  const all: string[] = []
  for (const { id, name, deletedAt } of configuration.sources) {
    if (deletedAt !== null || name === operationalSource || !reaches(may, 'sources', id)) continue
    if (all.push(id) > mostSources)
      throw new Refusal('ERR_INPUT', `There are more than ${mostSources} sources: name those that you mean.`)
  }
  if (all.length === 0) throw new Refusal('ERR_NOT_FOUND', 'There is no source to listen to.')
  return all
}
