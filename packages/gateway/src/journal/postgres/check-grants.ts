import { JournalRefused } from '../errors.ts'
import type { Query } from './wire/database.ts'

const lacksAny = ['SELECT', 'INSERT', 'UPDATE', 'DELETE']
  .map((right) => `not has_table_privilege(oid, '${right}')`)
  .join(' or ')

/**
 * Refuses a role that does not own the schema and may use it in part alone: it would be told of each right that it
 * lacks by a failure of its own, the last of them when something is erased.
 */
export async function refuseMissingGrants(query: Query): Promise<void> {
  const [lacking] = await query<{ name: string }>(`
    select relname as name from pg_class
     where relnamespace = 'countersign'::regnamespace and not relispartition and case relkind
       when 'S' then not has_sequence_privilege(oid, 'USAGE') or not has_sequence_privilege(oid, 'SELECT')
                  or not has_sequence_privilege(oid, 'UPDATE')
       when 'r' then ${lacksAny}
       when 'p' then ${lacksAny}
       else false end
    union all
    select proname from pg_proc
     where pronamespace = 'countersign'::regnamespace and not has_function_privilege(oid, 'EXECUTE')
    limit 1`)
  if (lacking !== undefined)
    throw new JournalRefused(
      'ERR_DATABASE_RIGHTS',
      `The role lacks a right to "${lacking.name}". Let the schema's owner grant it: countersign prepare-database --role …`,
    )
}
