const latencies = Array.from({ length: 16 }, (_, bucket) => `l${bucket} integer not null`).join(', ')

/** Counts over time: of what came in by source, of what went out by destination. Nobody reads them by anything but time. */
export const tallies: string = `
create table event_tally (
  step integer not null,
  at integer not null,
  source integer not null,
  outcome integer not null,
  count integer not null,
  bytes integer not null,
  primary key (step, at, source, outcome)
) strict, without rowid;
create table delivery_tally (
  step integer not null,
  at integer not null,
  destination integer not null,
  outcome integer not null,
  count integer not null,
  ${latencies},
  primary key (step, at, destination, outcome)
) strict, without rowid;
`
