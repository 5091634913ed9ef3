import type { DatabaseSync } from 'node:sqlite'
import type { KeptSignIn, SignInUse } from '../../../model/sign-in.ts'

/** Codes and sessions of the console; what changes them within a transaction. */
export interface SignIns {
  keepSignIn(kept: KeptSignIn, now: number): void
  holdsSignIn(hash: string, use: SignInUse, now: number): boolean
  endSignIn(hash: string, use: SignInUse, now: number): boolean
}

export function createSignIns(db: DatabaseSync): SignIns {
  const forget = db.prepare('delete from sign_in where expires_at <= ?')
  const keep = db.prepare('insert into sign_in (hash, use, expires_at) values (?, ?, ?)')
  const holds = db.prepare('select 1 from sign_in where hash = ? and use = ? and expires_at > ?')
  const end = db.prepare('delete from sign_in where hash = ? and use = ? returning expires_at')
  return {
    keepSignIn: ({ hash, use, expiresAt }, now) => {
      forget.run(now)
      keep.run(hash, use, expiresAt)
    },
    holdsSignIn: (hash, use, now) => holds.get(hash, use, now) !== undefined,
    endSignIn: (hash, use, now) => Number(end.get(hash, use)?.expires_at ?? 0) > now,
  }
}
