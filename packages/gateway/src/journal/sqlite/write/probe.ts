import type { DatabaseSync } from 'node:sqlite'
import type { State } from './state.ts'

/**
 * Writes where an append would, within a transaction, and takes it back: the last pages of events and payloads are
 * read, changed and committed. A row of a table of its own would say nothing of a page that is broken there.
 *
 * Its body takes room on the disk although it is gone at the end: `secure_delete` has what is deleted written, too.
 */
export function createProbe({
  db,
  state,
}: {
  readonly db: DatabaseSync
  readonly state: State
}): (bytes: number) => void {
  const event = db.prepare(
    'insert into event (seq, tag, source, verdict, received_ms, size) values (?, 0, 0, 0, 0, 0)',
  )
  const payload = db.prepare(
    "insert into payload (seq, method, url, headers, body) values (?, '', '', x'', zeroblob(?))",
  )
  const removals = ['payload', 'event'].map((table) => db.prepare(`delete from ${table} where seq = ?`))
  return (bytes) => {
    const seq = state.counts.last_seq + 1
    event.run(seq)
    payload.run(seq, bytes)
    for (const statement of removals) statement.run(seq)
  }
}
