import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { mayHear, mayHearAll } from '../../model/listening.ts'
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
  return mayHearAll(may, sourcesOf(destination, configuration))
}

/** The sources that are asked for, or all but the gateway's own. Throws ERR_NOT_FOUND, ERR_INPUT where there are too many. */
export function sourcesToListenTo(
  { may }: Identity,
  asked: readonly string[] | undefined,
  configuration: Configuration,
): readonly string[] {
  if (asked !== undefined) {
    for (const one of asked) if (!mayHear(may, findSource(configuration, one))) refuseUnknown('source', one)
    return asked
  }
  const all: string[] = []
  for (const source of configuration.sources) {
    if (source.deletedAt !== null || source.name === operationalSource || !mayHear(may, source)) continue
    if (all.push(source.id) > mostSources)
      throw new Refusal('ERR_INPUT', `There are more than ${mostSources} sources: name those that you mean.`)
  }
  if (all.length === 0) throw new Refusal('ERR_NOT_FOUND', 'There is no source to listen to.')
  return all
}
