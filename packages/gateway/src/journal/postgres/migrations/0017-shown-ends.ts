import { prune2 } from '../functions/prune-2.ts'
import type { Migration } from './migration.ts'

/** An event outlives its time as long as a dead delivery of it is to be shown; gateways of before keep it as well. */
export const shownEnds: Migration = {
  version: 17,
  usableFrom: 1,
  locks: 'Replaces a function, adds another; locks nothing.',
  statements: [
    prune2,
    prune2.replace('create function', 'create or replace function').replaceAll('prune_2', 'prune_1'),
  ],
}
