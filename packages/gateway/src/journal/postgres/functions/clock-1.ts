/** The database's clock in whole ms: what leases are judged by, whatever the gateways' hosts believe. */
export const now1: string = `
create function countersign.now_1() returns bigint language sql volatile parallel safe
as $now$ select floor(extract(epoch from clock_timestamp()) * 1000)::bigint $now$`

/**
 * What every writing function begins with. A commit that does not wait for the disk would break the
 * promise of a 2xx, and a snapshot for the whole transaction would hide a revoked secret; both can be
 * set from outside, for a role or a database, at any time, so both are looked at in each transaction
 * rather than once a session (PgBouncer's transaction mode keeps nothing of a session).
 */
export const beginWrite1: string = `
create function countersign.begin_write_1() returns void language plpgsql volatile
as $begin$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'countersign needs the isolation level read committed' using errcode = 'CS002';
  end if;
  if current_setting('synchronous_commit') in ('off', 'local') then
    perform set_config('synchronous_commit', 'on', true);
  end if;
end
$begin$`

/** The advisory lock that appends share and a change of the configuration takes once. */
export const epochLock1: string = `
create function countersign.epoch_lock_1() returns bigint language sql immutable parallel safe
as $lock$ select 4855012990031233025 $lock$`

/** The advisory lock that queueing again shares and retention takes. */
export const retentionLock1: string = `
create function countersign.retention_lock_1() returns bigint language sql immutable parallel safe
as $lock$ select 4855012990031233026 $lock$`
