import type { Act } from '../model/act.ts'
import { Refusal } from '../model/refusal.ts'
import type { PlannedConnections } from '../setup/planner.ts'
import type { Connections } from './connections.ts'

/**
 * Does at providers what a plan is about, whose change has been committed: one after the other, each whatever became of
 * the others. Rejects with the first `Refusal` and how many more there were; applied again, the plan goes on.
 */
export async function carryOut(
  connections: Pick<Connections, 'connect' | 'disconnect'>,
  { make, disconnect }: PlannedConnections,
  act: Act,
): Promise<void> {
  const refused: { readonly name: string; readonly refusal: Refusal }[] = []
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.push({ name, refusal: error })
    }
  }
  for (const connection of disconnect)
    await attempt(connection.id, () => connections.disconnect(connection, false, act))
  for (const wanted of make) await attempt(wanted.name, () => connections.connect(wanted, act))
  const [first] = refused
  if (first === undefined) return
  const more = refused.length === 1 ? '' : ` (and ${refused.length - 1} more)`
  throw new Refusal(
    first.refusal.code,
    `connection ${first.name}: ${first.refusal.message}${more} All else is set up; apply it again to go on.`,
  )
}
