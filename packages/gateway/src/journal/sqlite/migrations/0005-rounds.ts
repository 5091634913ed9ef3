/** How many of a delivery's attempts were made before somebody had it tried again. */
export const rounds = `
alter table queue add column earlier integer not null default 0;
`
