import type { DatabaseSync } from 'node:sqlite'

/** What the looks at providers' webhooks keep, as long as their connections are there; each call within a transaction. */
export interface Watches {
  takeWatch(connection: string, now: number, nextAt: number): { readonly state: string | null } | null
  keepWatch(connection: string, state: string): void
  watches(): Map<string, string>
}

export function createWatches(db: DatabaseSync): Watches {
  const take = db.prepare(
    'insert into watch (connection, due) select id, ? from connection where id = ? on conflict (connection) do update set due = excluded.due where due <= ? returning state',
  )
  const keep = db.prepare(
    'insert into watch (connection, due, state) select id, 0, ? from connection where id = ? on conflict (connection) do update set state = excluded.state',
  )
  const all = db.prepare('select connection, state from watch where state is not null')
  return {
    takeWatch: (connection, now, nextAt) => {
      const row = take.get(nextAt, connection, now)
      return row === undefined ? null : { state: row.state === null ? null : String(row.state) }
    },
    keepWatch: (connection, state) => void keep.run(state, connection),
    watches: () => new Map(all.all().map((row) => [String(row.connection), String(row.state)])),
  }
}
