import type { Snapshot } from '../../configuration/live.ts'
import type { Identity } from '../../model/identity.ts'
import { isLimited, reaches } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'
import { refuseUnknown } from '../../setup/find.ts'
import type { Operation } from '../operations/operation.ts'

/**
 * Refuses what somebody may not do, by the operation and its path alone: before a body or query is read. Throws
 * ERR_SCOPE; and ERR_NOT_FOUND where the path names a source or destination that is out of reach, as if it were not
 * there.
 */
export function refuseBeyond(
  { may }: Pick<Identity, 'may'>,
  { action, limited }: Pick<Operation, 'action' | 'limited'>,
  params: Readonly<Record<string, string>>,
  snapshot: Snapshot,
): void {
  if (!may.actions.has(action)) {
    throw new Refusal('ERR_SCOPE', `This needs the action ${action}, which you do not have.`)
  }
  if (!isLimited(may)) return
  if (limited !== true || may.tenant !== undefined) {
    throw new Refusal(
      'ERR_SCOPE',
      'This is not for who is limited to some sources, destinations or a tenant.',
    )
  }
  const source = params.source === undefined ? undefined : snapshot.source(params.source)?.source.id
  const destination =
    params.destination === undefined ? undefined : snapshot.destination(params.destination)?.destination.id
  if (source !== undefined && !reaches(may, 'sources', source)) refuseUnknown('source', params.source)
  if (destination !== undefined && !reaches(may, 'destinations', destination))
    refuseUnknown('destination', params.destination)
}
