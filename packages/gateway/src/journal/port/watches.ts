/** What looks at providers' webhooks have seen, and whose turn the next one is. */
export interface WatchStore {
  /**
   * Takes the next look at a provider's webhook: answers what was kept of the last one (null before the
   * first) where `due` has come, and sets it to `nextAt`. Null where it has not: another gateway looks.
   */
  takeWatch(
    connection: string,
    now: number,
    nextAt: number,
  ): Promise<{ readonly state: string | null } | null>
  /** Keeps what a look has seen. Goes with its connection. */
  keepWatch(connection: string, state: string): Promise<void>
  /** What is kept, by the connection's id. */
  watches(): Promise<ReadonlyMap<string, string>>
}
