/** The key of the bytes alone, beside one that an id nobody has signed belongs to. */
export const bytesKey = `
alter table event add column bytes_key blob;
`
