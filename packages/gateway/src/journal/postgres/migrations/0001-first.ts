import { append1 } from '../functions/append-1.ts'
import { beginWrite1, epochLock1, now1, retentionLock1 } from '../functions/clock-1.ts'
import { enqueue1 } from '../functions/enqueue-1.ts'
import { own1 } from '../functions/own-1.ts'
import { prune1, pruneLedger1 } from '../functions/prune-1.ts'
import { reject1 } from '../functions/reject-1.ts'
import { settle1 } from '../functions/settle-1.ts'
import type { Migration } from './migration.ts'

/** The tables and functions that everything began with. */
export const first: Migration = {
  version: 1,
  usableFrom: 1,
  locks: 'Creates everything in a schema of its own; locks nothing that was there.',
  statements: [
    // The configuration. Small documents, read whole; the epoch's row is what a change locks.
    `create table countersign.config (one boolean primary key check (one), epoch bigint not null)`,
    `insert into countersign.config (one, epoch) values (true, 0)`,
    `create table countersign.source (number int primary key, id text not null unique, doc text not null)`,
    `create table countersign.destination (number int primary key, id text not null unique, doc text not null)`,
    `create table countersign.route (id text primary key, doc text not null)`,
    `create table countersign.secret (id text primary key, doc text not null, sealed bytea not null)`,
    `create table countersign.token (id text primary key, doc text not null, hash bytea not null)`,

    // Who does what. Rewritten every few seconds, so half of each page is left for newer versions of a row.
    `create table countersign.gateway (owner text primary key, until bigint not null) with (fillfactor = 50)`,
    `create table countersign.lane (
       number int primary key, destination int not null, shard int not null,
       owner text, fence bigint not null default 0
     ) with (fillfactor = 50)`,

    // Totals, a row for each connection that writes, so that no two commits wait for one row.
    `create table countersign.counter (
       gateway text not null, slot int not null, touched bigint not null,
       verified bigint not null default 0, authenticated bigint not null default 0,
       unsigned bigint not null default 0, published bigint not null default 0,
       backfilled bigint not null default 0,
       duplicates bigint not null default 0, rejections bigint not null default 0,
       queued bigint not null default 0, delivered bigint not null default 0,
       dead bigint not null default 0, discarded bigint not null default 0,
       primary key (gateway, slot)
     ) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,

    // Events. Partitions (segments) of the three big tables share their bounds.
    `create sequence countersign.event_seq as bigint`,
    `create table countersign.segment (low bigint primary key, high bigint not null, created bigint not null)`,
    `create table countersign.event (
       seq bigint primary key, received bigint not null, same_as bigint, tag int not null,
       source int not null, size int not null, verdict smallint not null,
       secret text, type text, provider_id text, content_type text
     ) partition by range (seq)`,
    // Block ranges, not rows: a B-tree over (source, seq) cost 72 B of WAL an event, for lists of quiet
    // sources alone. Busy ones are found by walking the primary key backwards.
    `create index event_ranges on countersign.event using brin
       (source int4_minmax_multi_ops, received) with (pages_per_range = 32, autosummarize = on)`,
    `create table countersign.payload (
       seq bigint primary key, method text not null, url text not null,
       headers bytea not null, sealed bytea, body bytea not null
     ) partition by range (seq)`,
    // Bodies are read whole, mostly once and soon: they are not compressed.
    `alter table countersign.payload alter column body set storage external`,
    `create table countersign.attempt (
       seq bigint not null, at bigint not null, lane int not null, replay int not null, n int not null,
       ms int not null, status int, final smallint, code text, answer bytea,
       primary key (seq, lane, replay, n)
     ) partition by range (seq)`,
    `create index attempt_final on countersign.attempt (lane, final, seq) where final is not null`,
    `create index attempt_failed on countersign.attempt (seq, lane, replay) where final > 1`,

    // The slim dedup ledger. A key names its source already. uuid is 16 bytes without a length word; what it
    // holds is no UUID.
    `create table countersign.seen (key uuid primary key, seq bigint not null, at bigint not null)
       with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.2)`,
    `create index seen_at on countersign.seen (at)`,

    // Unsettled work alone. Rows come and go: vacuum often and without its pauses, and never truncate,
    // which would lock the table.
    `create table countersign.queue (
       lane int not null, attempts int not null, due bigint not null, seq bigint not null,
       replay int not null, order_key text,
       primary key (lane, due, seq, replay)
     ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
             autovacuum_vacuum_cost_delay = 0, vacuum_truncate = off)`,
    `create unique index queue_delivery on countersign.queue (seq, lane, replay)`,

    `create table countersign.rejection (
       seq bigint generated always as identity primary key, received bigint not null, tag int not null,
       source int not null, size int not null, weight int not null, held boolean not null, code text not null,
       explanation text not null, network text not null, method text not null, url text not null,
       headers bytea not null, sealed bytea, body bytea not null
     )`,
    `alter table countersign.rejection alter column body set storage external`,
    `create index rejection_source on countersign.rejection (source, network, seq)`,

    now1,
    beginWrite1,
    epochLock1,
    retentionLock1,
    append1,
    settle1,
    own1,
    enqueue1,
    reject1,
    prune1,
    pruneLedger1,
  ],
}
