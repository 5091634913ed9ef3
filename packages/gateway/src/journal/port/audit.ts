import type { Act } from '../../model/act.ts'
import type { ActedChange } from '../../model/acted-change.ts'
import type { AuditProof, AuditRow } from '../../model/audit.ts'
import type { Delta } from '../../model/configuration.ts'
import type { Outline } from '../../model/outline.ts'
import type { ConfigurationStore } from './configuration.ts'
import type { ErasureStore } from './erasures.ts'
import type { IntakeStore } from './intake.ts'
import type { PeopleStore } from './people.ts'
import type { QueueStore } from './queue.ts'
import type { ReplayStore } from './replays.ts'
import type { SignInStore } from './sign-ins.ts'

/** Who did what. */
export interface AuditStore {
  /**
   * The same calls, each with its row of the audit in the same commit; a call that has no effect leaves none. What
   * goes in and what goes out by itself has no such row, and never waits for one.
   *
   * @param now - the time that the rows tell
   */
  by(act: Act, now: number): Acting
  /**
   * Commits several changes at once, each with a row of its own, in their order: all of them, or none where one is
   * refused. Answers what all of them come to, and rejects, as `configure` does.
   *
   * @param changes - no two of them name the same id
   */
  configureTogether(changes: readonly ActedChange[]): Promise<Delta>
  /** Newest first, below `before` where given. */
  auditRows(query: { before?: number; limit: number }): Promise<readonly AuditRow[]>
  /** Reads all rows and proves that they are as they were written. */
  proveAudit(): Promise<AuditProof>
}

/** What is done by somebody: an operator, a person, a token, or the gateway itself. */
export interface Acting
  extends Pick<ConfigurationStore, 'configure'>,
    Pick<IntakeStore, 'append' | 'removeRejection'>,
    Pick<QueueStore, 'enqueue' | 'sendNow' | 'discard' | 'decide'>,
    Pick<ReplayStore, 'createReplay' | 'changeReplay'>,
    Pick<ErasureStore, 'createErasure' | 'cancelErasure'>,
    Pick<SignInStore, 'keepSignIn' | 'endSignIn'>,
    Pick<PeopleStore, 'addPerson' | 'removePerson'> {
  /** Writes the row alone, for what changes nothing in the store, such as a test that is sent. Answers what it tells. */
  note(outline: Outline): Promise<Outline>
}
