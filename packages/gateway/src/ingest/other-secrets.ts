import type { Secret } from 'countersign'
import type { Snapshot } from '../configuration/live.ts'
import type { Source } from '../model/source.ts'

/** Secrets of other sources that are tried for one explanation. */
const mostSecrets = 256

/** Whether somebody may be told that a secret of a source, by its id, fits. */
export type MayTry = (source: string) => boolean

/** The secrets of the other sources that somebody may hear of and that have the same scheme, by the source’s name; the first 256. */
export function otherSecrets(
  live: Pick<Snapshot, 'configuration' | 'sourceByNumber'>,
  own: Pick<Source, 'id' | 'scheme'>,
  mayTry: MayTry,
): Readonly<Record<string, readonly Secret[]>> {
  const found = new Map<string, readonly Secret[]>()
  let left = mostSecrets
  for (const { id, name, number, scheme, deletedAt } of live.configuration.sources) {
    if (left === 0) break
    if (id === own.id || scheme !== own.scheme || deletedAt !== null || !mayTry(id)) continue
    const secrets = live.sourceByNumber(number)?.secrets.slice(0, left) ?? []
    left -= secrets.length
    if (secrets.length > 0) found.set(name, secrets)
  }
  return Object.fromEntries(found)
}
