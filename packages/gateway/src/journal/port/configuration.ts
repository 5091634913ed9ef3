import type { ConfigurationChange, Delta } from '../../model/configuration.ts'

/** What is set up, and which state of it holds. */
export interface ConfigurationStore {
  /**
   * What has been set up since an epoch. Everything (`from` is null) for null, and where the way from there is not
   * known: that epoch is too long ago, is of a state that a failover or a restore took back, or a gateway of before,
   * which keeps no account of its changes, has made one since.
   */
  since(epoch: number | null): Promise<Delta>
  /**
   * Commits a change and answers what it comes to. Once it is over, no gateway appends an event that
   * it verified under an older epoch. Rejects with `JournalConflict` where a name is taken or the change was made upon another state, with
   * `DestinationBusy` where something waits for one that must be idle; then nothing has changed.
   */
  configure(change: ConfigurationChange, now: number): Promise<Delta>
  /**
   * The epoch of what is in the store now. It differs from the one in use where a change has not been heard of yet,
   * or where a failover or a restore has brought an older state back.
   */
  epoch(): Promise<number>
  /** Calls back when the epoch in the store is another; the listener asks `since` anew. */
  onConfigurationChanged(listener: () => void): void
}
