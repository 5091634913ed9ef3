import { settle3 } from '../functions/settle-3.ts'
import type { Migration } from './migration.ts'

/** Settlements that are given what they add to the counts over time, instead of summing it up. */
export const summedTallies: Migration = {
  version: 29,
  usableFrom: 17,
  locks: 'Makes a function; locks nothing.',
  statements: [settle3],
}
