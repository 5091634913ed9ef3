import type { Live, LiveDestination } from '../../configuration/live.ts'
import type { Connections } from '../../connect/connections.ts'
import type { Pulls } from '../../deliver/pulls.ts'
import type { TestedAttempt, TestMessage } from '../../deliver/test-attempt.ts'
import type { Call } from '../../egress/call.ts'
import type { Ingest } from '../../ingest/ingest.ts'
import type { AuditStore } from '../../journal/port/audit.ts'
import type { ErasureStore } from '../../journal/port/erasures.ts'
import type { KeepStore } from '../../journal/port/keep.ts'
import type { LoanStore } from '../../journal/port/loans.ts'
import type { LookStore } from '../../journal/port/look.ts'
import type { PeopleStore } from '../../journal/port/people.ts'
import type { QueueStore } from '../../journal/port/queue.ts'
import type { RepeatStore } from '../../journal/port/repeats.ts'
import type { ReplayStore } from '../../journal/port/replays.ts'
import type { KeyRotation } from '../../keep/key-rotation.ts'
import type { Listenings } from '../../listening/listenings.ts'
import type { DeliveryKey } from '../../model/delivery.ts'
import type { Finding } from '../../model/finding.ts'
import type { Seal } from '../../seal/seal.ts'
import type { Setup } from '../../setup/setup.ts'
import type { Transports } from '../../transports/transports.ts'
import type { StoreJson } from '../answers/store.ts'

/** What the operations are built on. */
export interface ApiContext {
  /** What somebody does goes through `by`, so that nothing is done that the audit does not tell. */
  readonly journal: LookStore &
    AuditStore &
    Pick<PeopleStore, 'people'> &
    Pick<KeepStore, 'facts'> &
    Pick<QueueStore, 'sendNow' | 'healths'> &
    Pick<LoanStore, 'lentIn'> &
    RepeatStore &
    Pick<ReplayStore, 'replay' | 'replays'> &
    Pick<ErasureStore, 'erasure' | 'erasures' | 'erase'>
  readonly live: Live
  /** Changes the configuration. */
  readonly setup: Setup
  /** When tokens were last used, by id, in ms. */
  readonly tokenUses: () => Promise<ReadonlyMap<string, number>>
  readonly seal: Seal
  /** The keys that it seals with. */
  readonly keys: Pick<KeyRotation, 'report' | 'rotate'>
  readonly ingest: Pick<
    Ingest,
    | 'publish'
    | 'readBody'
    | 'reverify'
    | 'diagnose'
    | 'signedAt'
    | 'explain'
    | 'saturation'
    | 'makeEcho'
    | 'refusedFor'
  >
  readonly transports: Transports
  /** For calls to the gateway's own public address. */
  readonly call: Call
  readonly connections: Connections
  /** Makes one attempt that is not stored. */
  readonly testAttempt: (live: LiveDestination, message: TestMessage) => Promise<TestedAttempt>
  /** Destinations of kind `pull`. */
  readonly pulls: Pick<Pulls, 'pull' | 'reports' | 'takeBack'>
  /** Ends listeners. */
  readonly listenings: Pick<Listenings, 'end'>
  /** Tells delivery that rows have been queued. */
  readonly wake: (lanes: readonly number[]) => void
  /** Tells delivery that these have been discarded. */
  readonly discarded: (deliveries: readonly DeliveryKey[]) => void
  /** Tells delivery that a replay was made or changed. */
  readonly replaysChanged: () => void
  /** Tells the eraser that an erasure was made or canceled. */
  readonly erasuresChanged: () => void
  /** Why an erasure does not go on now, as far as this gateway knows. */
  readonly erasureTrouble: (number: number) => string | null
  /** Looks at the gateway itself. */
  readonly examine: () => Promise<readonly Finding[]>
  readonly version: string
  /** `publicUrl` where the operator has set it; else null. */
  readonly setPublicUrl: string | null
  /** The address that providers reach, without a slash at its end. */
  readonly publicUrl: string
  readonly maxBodyBytes: number
  /** How long things are kept, in ms. */
  readonly keepMs: StoreJson['keepMs']
  readonly now: () => number
}
