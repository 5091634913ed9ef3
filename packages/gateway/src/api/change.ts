import type { Live, Snapshot } from '../configuration/live.ts'
import { JournalConflict } from '../journal/errors.ts'
import type { Configuration, ConfigurationChange } from '../model/configuration.ts'

/**
 * Makes one change out of the configuration as it is now. Changes of one gateway wait for each other, so
 * that each sees what the one before has made.
 */
export type ChangeConfiguration = (make: (now: Configuration) => ConfigurationChange) => Promise<Snapshot>

/**
 * @param live - what holds the configuration and commits changes to it
 */
export function createChange(live: Live): ChangeConfiguration {
  let last: Promise<unknown> = Promise.resolve()
  const once = async (make: Parameters<ChangeConfiguration>[0]): Promise<Snapshot> => {
    const change = make(live.current().configuration)
    const empty = Object.values(change).every((list) => list.length === 0)
    return empty ? live.current() : await live.change(change)
  }
  const attempt = async (make: Parameters<ChangeConfiguration>[0]): Promise<Snapshot> => {
    const { epoch } = live.current()
    try {
      return await once(make)
    } catch (error) {
      if (!(error instanceof JournalConflict)) throw error
      // Another gateway may have made the same at the same time: with its change in sight it is made anew.
      await live.refresh()
      if (live.current().epoch === epoch) throw error
      return await once(make)
    }
  }
  return (make) => {
    const mine = last.then(() => attempt(make))
    last = mine.catch(() => undefined)
    return mine
  }
}
