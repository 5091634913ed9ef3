import type { AuditStore } from './port/audit.ts'
import type { ConfigurationStore } from './port/configuration.ts'
import type { ErasureStore } from './port/erasures.ts'
import type { IntakeStore } from './port/intake.ts'
import type { KeepStore } from './port/keep.ts'
import type { LoanStore } from './port/loans.ts'
import type { LookStore } from './port/look.ts'
import type { PeopleStore } from './port/people.ts'
import type { QueueStore } from './port/queue.ts'
import type { RepeatStore } from './port/repeats.ts'
import type { ReplayStore } from './port/replays.ts'
import type { SealStore } from './port/seals.ts'
import type { SignInStore } from './port/sign-ins.ts'
import type { WatchStore } from './port/watches.ts'

/**
 * The store of all that must outlive the process, as its users state it. Two engines stand behind it: one
 * SQLite file for one gateway, PostgreSQL for any number. One conformance suite runs on both.
 *
 * Times are whole milliseconds since 1970 and come from the caller; a lease alone is judged by the
 * engine's own clock (the database's, where gateways share one). A method that is over has committed to
 * disk. Every method may reject with `JournalUnavailable`; then nothing of the call is in the store, or,
 * where the connection broke during the commit, perhaps all of it: an append is then repeated by the
 * provider and found in the ledger, a settlement by its owner and found settled.
 */
export interface Journal
  extends ConfigurationStore,
    IntakeStore,
    QueueStore,
    LoanStore,
    ReplayStore,
    ErasureStore,
    WatchStore,
    SealStore,
    SignInStore,
    PeopleStore,
    RepeatStore,
    AuditStore,
    LookStore,
    KeepStore {}
