import type { StoreFacts } from '../../../model/store-facts.ts'
import type { Database } from '../wire/database.ts'

/** What the server says of itself and of this database. */
export async function facts(database: Database): Promise<StoreFacts> {
  const [row] = await database.read<Omit<StoreFacts, 'engine' | 'settings'> & { settings: string }>(
    `select current_setting('server_version') as version,
            pg_database_size(current_database())::bigint as bytes,
            (select json_object_agg(name, setting) from pg_settings where name in ('synchronous_commit',
              'synchronous_standby_names', 'max_connections', 'statement_timeout', 'data_checksums')) as settings,
            has_database_privilege('public', current_database(), 'CONNECT') as "openToAll"`,
  )
  if (row === undefined) throw new Error('The database answered nothing.')
  return { engine: 'postgres', ...row, settings: JSON.parse(row.settings) as Record<string, string> }
}
