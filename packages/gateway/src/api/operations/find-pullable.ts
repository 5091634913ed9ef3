import type { LiveDestination, Snapshot } from '../../configuration/live.ts'
import { pullKind } from '../../model/destination.ts'
import type { Identity } from '../../model/identity.ts'
import { reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import { refuseUnknown } from '../../setup/find.ts'

/**
 * The living destination of this name or id, for whoever may pull from it. A token for others learns nothing of
 * it, not even that it is there: ERR_NOT_FOUND. One that is not pulled from: ERR_DESTINATION_KIND.
 */
export function findPullable(
  snapshot: Snapshot,
  nameOrId: string | undefined,
  { may }: Pick<Identity, 'may'>,
): LiveDestination {
  const found = snapshot.destination(nameOrId ?? '')
  const allowed = found !== undefined && reaches(may, 'destinations', found.destination.id)
  if (found === undefined || !allowed) refuseUnknown('destination', nameOrId)
  if (found.destination.kind !== pullKind) throw new Refusal('ERR_DESTINATION_KIND')
  return found
}
