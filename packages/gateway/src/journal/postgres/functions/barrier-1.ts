/**
 * Waits until all appends that began before are over, and lets those that come wait for that moment. Each holds
 * the lock to the end of its transaction.
 */
export const awaitAppends1: string = `
create function countersign.await_appends_1() returns void language plpgsql
as $await$
begin
  perform countersign.begin_write_1();
  lock table countersign.append_lock in exclusive mode;
end
$await$`

/**
 * For gateways of before, which take an advisory lock by this number where they should wait for appends: they get
 * the table's lock as well. The number's own lock no longer means anything to the appends.
 */
export const epochLock1: string = legacy('epoch_lock_1', 'append_lock', '4855012990031233025')

/** Likewise for retention and erasing, which keep what is being queued again. */
export const retentionLock1: string = legacy('retention_lock_1', 'retention_lock', '4855012990031233026')

function legacy(name: string, table: string, number: string): string {
  return `
create or replace function countersign.${name}() returns bigint language plpgsql volatile
as $legacy$
begin
  lock table countersign.${table} in exclusive mode;
  return ${number};
end
$legacy$`
}
