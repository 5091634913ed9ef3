import type { Live, LiveSource } from '../configuration/live.ts'
import type { Call } from '../egress/call.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { WatchStore } from '../journal/port/watches.ts'
import type { Raise } from '../model/news.ts'
import type { Setup, SetupBy } from '../setup/setup.ts'
import type { Missed } from './provider.ts'

/** What connections are built on. */
export interface ConnectDeps {
  readonly live: Pick<Live, 'current'>
  readonly setup: Pick<SetupBy, 'run' | 'trial' | 'context'>
  readonly seal: { open(sealed: Uint8Array, boundTo: string): Uint8Array }
  readonly journal: WatchStore & Pick<LookStore, 'events' | 'payloads'>
  /** The address that providers reach, without a slash at its end. */
  readonly publicUrl: string
  /** Lets in what was missed, under the verdict `backfilled`; answers how many had not come before. */
  readonly admit: (source: LiveSource, missed: readonly Missed[]) => Promise<number>
  readonly raise: Raise
  readonly log: {
    info(about: object, message: string): void
    warn(about: object, message: string): void
  }
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** Makes the calls to providers. */
  readonly call: Call
  /** Between two looks at a connection, in ms. */
  readonly intervalMs: number
}

/** What connections are made of: whose act it is, is told with each call. */
export type ConnectionsOptions = Omit<ConnectDeps, 'setup'> & { readonly setup: Setup }
