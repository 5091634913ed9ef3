import { own4 } from '../functions/own-4.ts'
import type { Migration } from './migration.ts'

/** A renewal that lists what is owned otherwise than before, of however many lanes. */
export const changedLanes: Migration = {
  version: 27,
  usableFrom: 1,
  locks: 'Makes a function; locks nothing.',
  statements: [own4],
}
