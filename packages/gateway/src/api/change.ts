import type { Live, Snapshot } from '../configuration/live.ts'
import type { Configuration, ConfigurationChange } from '../model/configuration.ts'

/**
 * Makes one change out of the configuration as it is now. Changes of one gateway wait for each other, so
 * that each sees what the one before has made.
 */
export type ChangeConfiguration = (make: (now: Configuration) => ConfigurationChange) => Promise<Snapshot>

/** @param live - what holds the configuration and commits changes to it */
export function createChange(live: Live): ChangeConfiguration {
  let last: Promise<unknown> = Promise.resolve()
  return (make) => {
    const mine = last.then(async () => {
      const change = make(live.current().configuration)
      const empty = Object.values(change).every((list) => list.length === 0)
      return empty ? live.current() : await live.change(change)
    })
    last = mine.catch(() => undefined)
    return mine
  }
}
