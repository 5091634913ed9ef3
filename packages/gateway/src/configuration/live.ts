import type { AuditStore } from '../journal/port/audit.ts'
import type { ConfigurationStore } from '../journal/port/configuration.ts'
import type { ActedChange } from '../model/acted-change.ts'
import type { ConfigurationChange, Delta } from '../model/configuration.ts'
import { type Catalog, createCatalog } from './catalog.ts'
import { difference } from './difference.ts'
import { FilterFailures } from './filter-failures.ts'
import { KeyRefused, type KeyResolver } from './key-resolver.ts'
import type { Placing } from './lane-among.ts'
import { schemes } from './named-schemes.ts'
import { type ParamSeal, withOpenParams, withSealedParams } from './sealed-params.ts'
import type { Snapshot } from './snapshot.ts'
import { SnapshotBuilder } from './snapshot-builder.ts'

export type { LiveDestination } from './live-destination.ts'
export type { LiveSource } from './live-source.ts'
export type { Snapshot } from './snapshot.ts'

/** The journal's configuration, compiled for use and kept up to date. */
export interface Live {
  /** The schemes that there are. */
  readonly catalog: Catalog
  /** The configuration now. Ask anew for each piece of work; what is held grows old. */
  current(): Snapshot
  /** Commits a change that nobody made, so that no audit tells of it. Rejects as `ConfigurationStore.configure` does. */
  change(change: ConfigurationChange): Promise<Snapshot>
  /** Commits changes together and uses them from now on. Rejects as `AuditStore.configureTogether` does. */
  changeTogether(changes: readonly Omit<ActedChange, 'at'>[]): Promise<Snapshot>
  /** Reads the journal again, as after a change by another gateway. */
  refresh(): Promise<void>
  /** Places events by this from now on. Default: evenly, those with a key in the first lane. */
  placeBy(placing: Placing): void
  /** Calls back after each swap, see `ChangeListener`. */
  onChange(listener: ChangeListener): void
  /** Evaluations of filters that failed, since the start. */
  filterErrors(): number
}

/**
 * Told of a swap, with what it was made of: from nothing (`from` is null), where all may be another.
 *
 * @param rebuilt - the numbers of the destinations that are others now: themselves, or their secrets or lanes
 */
export type ChangeListener = (snapshot: Snapshot, delta: Delta, rebuilt: readonly number[]) => void

/** What the live configuration is made from. */
export interface LiveOptions {
  readonly journal: Pick<ConfigurationStore, 'since' | 'configure' | 'onConfigurationChanged'> &
    Pick<AuditStore, 'configureTogether'>
  readonly seal: ParamSeal
  readonly log: { warn(about: object, message: string): void; error(about: object, message: string): void }
  readonly now: () => number
  /** As providers know the gateway, without a slash at the end; for schemes that sign the address. */
  readonly publicUrl?: string | null
  /** Default: the library's schemes. */
  readonly catalog?: Catalog
  /** Fetches the keys that messages name. Default: none is had. */
  readonly keys?: KeyResolver
}

const nobody: KeyResolver = async () => {
  throw new KeyRefused('Nobody fetches keys here.')
}

/** After a refresh that failed, the next, in ms. */
const refreshAgainMs = 1000

/** Reads and compiles the configuration. */
export async function createLiveConfiguration(options: LiveOptions): Promise<Live> {
  const { journal, seal, log, now } = options
  const catalog = options.catalog ?? createCatalog(schemes)
  const failures = new FilterFailures(log, now)
  const open = (sealed: Uint8Array, boundTo: string): Uint8Array => seal.open(sealed, boundTo)
  const since = async (epoch: number | null): Promise<Delta> =>
    withOpenParams(await journal.since(epoch), open)
  const builder = new SnapshotBuilder(open, options.publicUrl ?? null, log, failures, {
    catalog,
    keys: options.keys ?? nobody,
  })
  const listeners: ChangeListener[] = []
  let snapshot = builder.build(await since(null))
  let swaps = 0
  const swap = (delta: Delta): void => {
    swaps++
    snapshot = builder.build(delta)
    for (const listener of listeners) listener(snapshot, delta, builder.rebuilt)
  }
  /**
   * Takes what the journal answered to a question asked when there had been `asked` swaps; false where it leads on
   * from another state than the one in use. Of answers from nothing that overtook each other the one with more changes
   * stays; what was asked after the last swap counts whatever it is: a failover or a restore may have brought an older
   * state back.
   */
  const take = (delta: Delta, asked: number): boolean => {
    if (delta.epoch === snapshot.epoch) return true
    if (delta.from === null) {
      const { configuration } = snapshot
      if (asked === swaps || delta.changes > configuration.changes) swap(difference(configuration, delta))
      return true
    }
    if (delta.from !== snapshot.epoch) return false
    swap(delta)
    return true
  }
  const catchUp = async (): Promise<void> => {
    for (;;) {
      const asked = swaps
      if (take(await since(snapshot.epoch), asked)) return
    }
  }
  const committed = async (commit: () => Promise<Delta>): Promise<Snapshot> => {
    const asked = swaps
    // Another gateway may have made one in between, which has not been heard of yet.
    if (!take(withOpenParams(await commit(), open), asked)) await catchUp()
    return snapshot
  }
  const sealed = (change: ConfigurationChange): ConfigurationChange => withSealedParams(change, seal, catalog)
  const live: Live = {
    catalog,
    current: () => snapshot,
    change: (change) => committed(() => journal.configure(sealed(change), now())),
    changeTogether: (changes) =>
      committed(() =>
        journal.configureTogether(
          changes.map(({ act, change }) => ({ act, at: now(), change: sealed(change) })),
        ),
      ),
    refresh: catchUp,
    placeBy: (placing) => {
      builder.placing = placing
    },
    onChange: (listener) => void listeners.push(listener),
    filterErrors: () => failures.count,
  }
  const refresh = (): void => {
    live.refresh().catch((error: unknown) => {
      log.warn({ err: error }, 'the configuration could not be read again')
      setTimeout(refresh, refreshAgainMs).unref()
    })
  }
  journal.onConfigurationChanged(refresh)
  return live
}
