/** A name that is taken, and the lanes of a destination, are found without a look at all of them. */
export const names = `
create index source_name on source (json_extract(document, '$.name'))
  where json_extract(document, '$.deletedAt') is null;
create index source_path on source (json_extract(document, '$.path'))
  where json_extract(document, '$.deletedAt') is null;
create index destination_name on destination (json_extract(document, '$.name'))
  where json_extract(document, '$.deletedAt') is null;
create index lane_by_destination on lane (destination, shard);
`
