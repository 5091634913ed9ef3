import type { Configuration, ConfigurationChange } from '../../model/configuration.ts'

/** What is set up, and which state of it holds. */
export interface ConfigurationStore {
  /** Everything that is set up. Read at the start and after each change; small enough to hold. */
  configuration(): Promise<Configuration>
  /**
   * Commits a change and answers the new configuration. Once it is over, no gateway appends an event that
   * it verified under an older epoch. Rejects with `JournalConflict` where a name is taken, with
   * `DestinationBusy` where something waits for one that must be idle; then nothing has changed.
   */
  configure(change: ConfigurationChange, now: number): Promise<Configuration>
  /**
   * The epoch of what is in the store now. It differs from the one in use where a change has not been heard of yet,
   * or where a failover or a restore has brought an older state back.
   */
  epoch(): Promise<number>
  /** Calls back when the epoch in the store is another; the listener reads `configuration()` anew. */
  onConfigurationChanged(listener: () => void): void
}
