import type { BegunOnce, KnownRepeat } from '../../../model/repeat.ts'
import type { Database } from '../wire/database.ts'

/** Begins something under a key; null where nothing is known under it. One statement, so that of many one begins. */
export async function beginOnce(
  database: Pick<Database, 'write'>,
  { key, request, expiresAt }: BegunOnce,
  now: number,
): Promise<KnownRepeat | null> {
  const begun = await database.write(
    `insert into countersign.repeat as r (key, request, expires_at) values ($1, $2, $3)
       on conflict (key) do update set request = excluded.request, expires_at = excluded.expires_at, answer = null
        where r.expires_at <= $4
     returning key`,
    [key, request, expiresAt, now],
  )
  if (begun.length > 0) return null
  const [known] = await database.write<{ request: string; answer: Uint8Array | null }>(
    'select request, answer from countersign.repeat where key = $1',
    [key],
  )
  // What came to nothing in this moment counts as under way: whoever comes again may begin.
  return known ?? { request, answer: null }
}

export async function endOnce(
  database: Pick<Database, 'write'>,
  key: string,
  answer: Uint8Array,
): Promise<void> {
  await database.write('update countersign.repeat set answer = $2 where key = $1', [key, answer])
}

export async function forgetOnce(database: Pick<Database, 'write'>, key: string): Promise<void> {
  await database.write('delete from countersign.repeat where key = $1', [key])
}

/** Forgets what has ended, so many at most; answers how many. */
export async function pruneRepeats(
  database: Pick<Database, 'write'>,
  now: number,
  limit: number,
): Promise<number> {
  const removed = await database.write(
    `delete from countersign.repeat where key in (
       select key from countersign.repeat where expires_at <= $1 order by expires_at limit $2)
       and expires_at <= $1
     returning key`,
    [now, limit],
  )
  return removed.length
}
