/**
 * The schema as DESIGN draws it. Texts that a request chooses are TEXT, what is only carried (headers as
 * JSON, sealed bytes, body) is BLOB. `queue_by_event` costs an append and a settlement about 1 µs each and
 * answers what becomes of an event without a walk over the backlog. `attempt_unhappy` is partial: what was
 * delivered, nearly all, does not pay for it.
 */
export const initial = `
create table event (
  seq integer primary key,
  tag integer not null,
  source integer not null,
  verdict integer not null,
  secret text,
  key blob,
  type text,
  provider_id text,
  received_ms integer not null,
  size integer not null,
  content_type text,
  same_as integer
) strict;

create table payload (
  seq integer primary key,
  method text not null,
  url text not null,
  headers blob not null,
  sealed blob,
  body blob not null
) strict;

create table seen (key blob primary key, seq integer not null, at integer not null) strict, without rowid;
create table ledger_mark (bucket integer primary key, seq integer not null) strict;

create table queue (
  lane integer not null,
  due integer not null,
  seq integer not null,
  replay integer not null,
  attempts integer not null,
  order_key text,
  primary key (lane, due, seq, replay)
) strict, without rowid;
create unique index queue_by_event on queue (seq, lane, replay);

create table attempt (
  seq integer not null,
  lane integer not null,
  replay integer not null,
  n integer not null,
  at integer not null,
  ms integer not null,
  status integer,
  code text,
  final integer,
  answer blob not null,
  primary key (seq, lane, replay, n)
) strict, without rowid;
create index attempt_unhappy on attempt (final, seq, lane, replay) where final > 1;

create table lane (
  number integer primary key,
  destination integer not null,
  shard integer not null,
  fence integer not null
) strict;

create table rejection (
  seq integer primary key,
  tag integer not null,
  source integer not null,
  code text not null,
  explanation text not null,
  received_ms integer not null,
  size integer not null,
  network text not null,
  held integer not null,
  cost integer not null,
  method text not null,
  url text not null,
  headers blob not null,
  sealed blob,
  body blob not null
) strict;
create index rejection_by_source on rejection (source, seq, network, cost);

create table source (number integer primary key, id text not null unique, document text not null) strict;
create table destination (number integer primary key, id text not null unique, document text not null) strict;
create table route (id text primary key, document text not null) strict;
create table token (id text primary key, document text not null, hash blob not null) strict;
create table secret (
  id text primary key,
  owner text not null,
  sealed blob not null,
  not_before integer,
  expires_at integer,
  created_at integer not null
) strict;

create table state (
  id integer primary key check (id = 1),
  epoch integer not null default 0,
  last_seq integer not null default 0,
  last_rejection integer not null default 0,
  verified integer not null default 0,
  authenticated integer not null default 0,
  unsigned integer not null default 0,
  published integer not null default 0,
  duplicates integer not null default 0,
  rejections integer not null default 0,
  pending integer not null default 0,
  delivered integer not null default 0,
  dead integer not null default 0,
  discarded integer not null default 0,
  ledger_rows integer not null default 0,
  ledger_oldest integer,
  key_fingerprint text
) strict;
insert into state (id) values (1);
`
