/** Which key was the first, sealed with the one that seals: what is marked, and the audit, outlive a change of keys. */
export const keyRoot: string = 'alter table state add column key_root blob;'
