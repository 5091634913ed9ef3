import type { Identity } from '../../model/identity.ts'
import type { Action } from '../../model/permission.ts'
import { Refusal } from '../../model/refusal.ts'

/** Nobody gives another more than he has: throws ERR_SCOPE. */
export function refuseMore({ may }: Identity, given: Iterable<Action>): void {
  for (const action of given) {
    if (!may.actions.has(action))
      throw new Refusal('ERR_SCOPE', `You may not give the action ${action}, which you do not have.`)
  }
}
