import { append1 } from '../functions/append-1.ts'
import { append2 } from '../functions/append-2.ts'
import { awaitAppends1, epochLock1, retentionLock1 } from '../functions/barrier-1.ts'
import { enqueue1 } from '../functions/enqueue-1.ts'
import { enqueue3 } from '../functions/enqueue-3.ts'
import { newIdentity1, renewIdentity1 } from '../functions/identity-1.ts'
import { prune1 } from '../functions/prune-1.ts'
import { reject1 } from '../functions/reject-1.ts'
import { relocked } from '../functions/relocked.ts'
import type { Migration } from './migration.ts'

/**
 * Locks that no stranger in the database can take, and an identity of the configuration's state beside its count.
 *
 * `enqueue_2` and `enqueue_3` are set to what they should be: the fifth and eighth step once stood in another form,
 * under the same numbers, so that a database may have the one without the look at erased events, or not the other.
 */
export const ownLocks: Migration = {
  version: 10,
  usableFrom: 1,
  locks: 'Creates three empty tables and adds a column to a table of one row; replaces functions.',
  statements: [
    'create table countersign.append_lock ()',
    'create table countersign.retention_lock ()',
    'create table countersign.rejection_lock ()',
    newIdentity1,
    renewIdentity1,
    'alter table countersign.config add column identity bigint not null default countersign.new_identity_1()',
    `create trigger config_identity before update on countersign.config
       for each row execute function countersign.renew_identity_1()`,
    awaitAppends1,
    epochLock1,
    retentionLock1,
    relocked(append1),
    relocked(append2),
    relocked(enqueue1),
    relocked(enqueue3).replaceAll('enqueue_3', 'enqueue_2'),
    relocked(enqueue3),
    relocked(prune1),
    relocked(reject1),
  ],
}

/** An append that was under way during the step before holds the lock of before alone, and is waited for. */
export const ownLocksAlone: Migration = {
  version: 11,
  usableFrom: 1,
  locks: 'Waits for appends that began before; locks nothing.',
  statements: [
    `do $wait$
     begin
       set local lock_timeout = '5s';
       perform pg_advisory_xact_lock(number) from unnest('{4855012990031233025,4855012990031233026}'::bigint[]) number;
     exception when lock_not_available then
       -- Somebody who is none of ours holds it: an append does not take as long.
       null;
     end
     $wait$`,
  ],
}
