/** What of destinations' health outlives the gateway that has seen it. */
export const health = `
create table health (
  destination integer primary key,
  round integer not null,
  state text not null,
  failures integer not null,
  failing_since integer,
  warnings integer not null
) strict;
`
