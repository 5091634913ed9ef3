import type { DatabaseSync } from 'node:sqlite'
import type { BegunOnce, KnownRepeat } from '../../../model/repeat.ts'

/** What has been made under idempotency keys; each within a transaction. */
export interface Repeats {
  beginOnce(begun: BegunOnce, now: number): KnownRepeat | null
  endOnce(key: string, answer: Uint8Array): void
  forgetOnce(key: string): void
}

export function createRepeats(db: DatabaseSync): Repeats {
  const forgetEnded = db.prepare('delete from repeat where key = ? and expires_at <= ?')
  const known = db.prepare('select request, answer from repeat where key = ?')
  const begin = db.prepare('insert into repeat (key, request, expires_at) values (?, ?, ?)')
  const end = db.prepare('update repeat set answer = ? where key = ?')
  const forget = db.prepare('delete from repeat where key = ?')
  return {
    beginOnce: ({ key, request, expiresAt }, now) => {
      forgetEnded.run(key, now)
      const found = known.get(key)
      if (found !== undefined)
        return { request: String(found.request), answer: found.answer as Uint8Array | null }
      begin.run(key, request, expiresAt)
      return null
    },
    endOnce: (key, answer) => void end.run(answer, key),
    forgetOnce: (key) => void forget.run(key),
  }
}

/** Forgets what has ended, so many at most; answers how many. Within a transaction. */
export function createPruneRepeats(db: DatabaseSync): (now: number, limit: number) => number {
  const prune = db.prepare(
    'delete from repeat where key in (select key from repeat where expires_at <= ? order by expires_at limit ?)',
  )
  return (now, limit) => Number(prune.run(now, limit).changes)
}
