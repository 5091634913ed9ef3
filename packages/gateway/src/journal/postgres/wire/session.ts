import type pg from 'pg'

/** A session of the database, as the database knows it: its end can be seen by others. */
export interface Session {
  readonly pid: number
  /** When it began, in µs since 1970. */
  readonly started: number
  /** When its server began, in µs since 1970: after a failover or restart nothing is known of older sessions. */
  readonly server: number
}

/**
 * What the database calls this connection; null where a pooler lies between, which answers a number of its own to
 * the start-up and whose connection to the server outlives the client's.
 */
export async function sessionOf(client: pg.Client): Promise<Session | null> {
  const { rows } = await client.query<Session>(
    `select pid, (extract(epoch from backend_start) * 1000000)::bigint as started,
            (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint as server
       from pg_stat_activity where pid = pg_backend_pid()`,
  )
  const [session] = rows
  // What the server said when the connection began; the driver's types do not know of it.
  const { processID } = client as pg.Client & { readonly processID: number | null }
  return session !== undefined && session.pid === processID ? session : null
}
