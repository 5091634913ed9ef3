/**
 * A function of before, made anew with locks on empty tables of ours instead of advisory locks. An advisory lock
 * is a number: whoever may connect can take it, and so stop all appends. A table is locked by whom we let write to
 * it. Appends take theirs in ROW SHARE, the mode of a row lock, which costs no more (the shared memory's table of
 * locks is not touched) and stands beside all that a dump, a vacuum or another append take.
 */
export function relocked(definition: string): string {
  let text = definition.replace('create function', 'create or replace function')
  for (const [before, after] of replacements) text = text.replace(before, after)
  if (text.includes('advisory')) throw new Error('An advisory lock is left.')
  return text
}

const replacements = [
  [
    'perform pg_advisory_xact_lock_shared(countersign.epoch_lock_1());',
    'lock table countersign.append_lock in row share mode;',
  ],
  [
    'perform pg_advisory_xact_lock_shared(countersign.retention_lock_1());',
    'lock table countersign.retention_lock in row share mode;',
  ],
  [
    'perform pg_advisory_xact_lock(countersign.retention_lock_1());',
    'lock table countersign.retention_lock in exclusive mode;',
  ],
  [
    'perform pg_advisory_xact_lock(1668246376, s) from (select distinct s from unnest(sources) s order by s) u;',
    'lock table countersign.rejection_lock in exclusive mode;',
  ],
  // A gateway of before names the epoch by its count, one from now on by its identity; see `newIdentity1`.
  ['current_epoch bigint;', 'current_epoch bigint;\n  current_identity bigint;'],
  [
    'select epoch into strict current_epoch from config;',
    'select epoch, identity into strict current_epoch, current_identity from config;',
  ],
  ['case when e = current_epoch then', 'case when e in (current_epoch, current_identity) then'],
  ['if current_epoch <> the_epoch then', 'if the_epoch not in (current_epoch, current_identity) then'],
] as const
