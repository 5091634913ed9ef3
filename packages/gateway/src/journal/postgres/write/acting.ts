import type { Act } from '../../../model/act.ts'
import type { Outline } from '../../../model/outline.ts'
import type { AuditChain } from '../../audit/chain.ts'
import { tells } from '../../audit/tell.ts'
import type { Acting } from '../../port/audit.ts'
import type { Database } from '../wire/database.ts'
import { writeAudit } from './audit.ts'

/** How the engine makes each call on a database that it is given. */
export type ActedCalls = {
  readonly [M in Exclude<keyof Acting, 'configure'>]: (
    database: Database,
    ...args: Parameters<Acting[M]>
  ) => ReturnType<Acting[M]>
}

/** The calls of one act: what each writes and its row of the audit are one transaction. */
export function createActing(
  database: Database,
  chain: AuditChain,
  calls: ActedCalls,
  act: Act,
  now: number,
): Omit<Acting, 'configure'> {
  const acted = <M extends keyof ActedCalls>(method: M): Acting[M] =>
    // One for each method: TypeScript cannot follow that the answer and what tells of it belong together.
    (async (...args: Parameters<Acting[M]>) =>
      await database.transaction(async (query) => {
        const joined: Database = { ...database, write: query, transaction: (work) => work(query) }
        const call = calls[method] as (on: Database, ...given: Parameters<Acting[M]>) => Promise<unknown>
        const answer = await call(joined, ...args)
        const outline = (tells[method] as (answer: unknown) => Outline | null)(answer)
        if (outline !== null) await writeAudit(query, chain, [{ act, at: now, outline }])
        return answer
      })) as unknown as Acting[M]
  return {
    append: acted('append'),
    removeRejection: acted('removeRejection'),
    enqueue: acted('enqueue'),
    sendNow: acted('sendNow'),
    discard: acted('discard'),
    decide: acted('decide'),
    createReplay: acted('createReplay'),
    changeReplay: acted('changeReplay'),
    createErasure: acted('createErasure'),
    cancelErasure: acted('cancelErasure'),
    keepSignIn: acted('keepSignIn'),
    endSignIn: acted('endSignIn'),
    addPerson: acted('addPerson'),
    removePerson: acted('removePerson'),
    note: acted('note'),
  }
}
