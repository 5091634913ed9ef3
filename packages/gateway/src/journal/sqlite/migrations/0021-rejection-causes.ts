/** For which cause one was refused, of those that were looked at. */
export const rejectionCauses: string = 'alter table rejection add column cause text;'
