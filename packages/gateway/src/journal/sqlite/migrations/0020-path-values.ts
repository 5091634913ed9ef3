/** Under which values events are indexed, as long as they have their content: whatever takes that out takes these as well. */
export const pathValues: string = `
create table path_value (
  source integer not null,
  value integer not null,
  seq integer not null,
  primary key (source, value, seq)
) strict, without rowid;
create index path_value_by_event on path_value (seq);
create trigger path_value_gone after delete on payload begin
  delete from path_value where seq = old.seq;
end;
`
