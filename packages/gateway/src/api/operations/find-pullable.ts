import type { LiveDestination, Snapshot } from '../../configuration/live.ts'
import { pullKind } from '../../model/destination.ts'
import type { Identity } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'

/**
 * The living destination of this name or id, for whoever may pull from it. A token for others learns nothing of
 * it, not even that it is there: ERR_NOT_FOUND. One that is not pulled from: ERR_DESTINATION_KIND.
 */
export function findPullable(
  snapshot: Snapshot,
  nameOrId: string | undefined,
  { scope, destinations }: Identity,
): LiveDestination {
  const found = snapshot.destination(nameOrId ?? '')
  const allowed = found !== undefined && (scope !== 'pull' || destinations?.includes(found.destination.id))
  if (found === undefined || !allowed) {
    const name = String(nameOrId).slice(0, 100)
    throw new Refusal('ERR_NOT_FOUND', `There is no destination "${name}" that this token may pull from.`)
  }
  if (found.destination.kind !== pullKind) throw new Refusal('ERR_DESTINATION_KIND')
  return found
}
