import type { Database } from '../wire/database.ts'

/** Takes a look where it is due: one statement, so of many gateways one gets it. None for what is gone. */
export async function takeWatch(
  database: Database,
  connection: string,
  now: number,
  nextAt: number,
): Promise<{ state: string | null } | null> {
  const [row] = await database.write<{ state: string | null }>(
    `insert into countersign.watch as w (connection, due)
     select id, $2 from countersign.connection where id = $1
     on conflict (connection) do update set due = excluded.due where w.due <= $3
     returning state`,
    [connection, nextAt, now],
  )
  return row === undefined ? null : { state: row.state }
}

/** Keeps what a look has seen, while its connection is there. */
export async function keepWatch(database: Database, connection: string, state: string): Promise<void> {
  await database.write(
    `insert into countersign.watch (connection, due, state)
     select id, 0, $2 from countersign.connection where id = $1
     on conflict (connection) do update set state = excluded.state`,
    [connection, state],
  )
}

/** What is kept of all. */
export async function watches(database: Database): Promise<Map<string, string>> {
  const rows = await database.read<{ connection: string; state: string }>(
    'select connection, state from countersign.watch where state is not null',
  )
  return new Map(rows.map((row) => [row.connection, row.state]))
}
