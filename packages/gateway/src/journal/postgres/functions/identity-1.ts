/**
 * A random number that names one state of the configuration. Counting alone does not: a failover or a restore may
 * bring an older state back, and the next change then gives another state a number that was in use. 48 random
 * bits, above all counts, and below 2^53.
 */
export const newIdentity1: string = `
create function countersign.new_identity_1() returns bigint language sql volatile parallel safe
as $identity$
  select 281474976710656 + ('x' || replace(substr(gen_random_uuid()::text, 1, 13), '-', ''))::bit(48)::bigint
$identity$`

/** Whoever changes the configuration, a gateway of before too, gives it another identity. */
export const renewIdentity1: string = `
create function countersign.renew_identity_1() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $renew$
begin
  new.identity := countersign.new_identity_1();
  return new;
end
$renew$`
