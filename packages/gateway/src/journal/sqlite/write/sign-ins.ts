import type { DatabaseSync } from 'node:sqlite'
import type { Person } from '../../../model/person.ts'
import {
  type HeldSignIn,
  type HeldSignIns,
  heldSignIn,
  type KeptSignIn,
  type SignInUse,
} from '../../../model/sign-in.ts'
import { storedUse } from '../../stored-use.ts'

/** Codes and sessions of the console; what changes them within a transaction. */
export interface SignIns {
  keepSignIn(kept: KeptSignIn, now: number): void
  signIns(hashes: readonly string[], use: SignInUse, now: number): HeldSignIns
  endSignIn(hash: string, use: SignInUse, now: number): HeldSignIn | null
}

export function createSignIns(db: DatabaseSync): SignIns {
  const forget = db.prepare('delete from sign_in where expires_at <= ?')
  const keep = db.prepare('insert into sign_in (hash, use, expires_at, person) values (?, ?, ?, ?)')
  const found = db.prepare(`
    select sign_in.person, person.document from sign_in left join person on person.id = sign_in.person
     where hash = ? and use in (?, ?) and expires_at > ?`)
  const end = db.prepare('delete from sign_in where hash = ? and use in (?, ?)')
  const signIn = (hash: string, use: SignInUse, now: number): HeldSignIn | null => {
    const row = found.get(hash, storedUse(use, null), storedUse(use, ''), now)
    if (row === undefined) return null
    const person = row.document === null ? null : (JSON.parse(String(row.document)) as Person)
    return heldSignIn(row.person === null ? null : String(row.person), person)
  }
  return {
    keepSignIn: ({ hash, use, person, expiresAt }, now) => {
      forget.run(now)
      keep.run(hash, storedUse(use, person), expiresAt, person)
    },
    signIns: (hashes, use, now) =>
      new Map(
        hashes.flatMap((hash) => {
          const held = signIn(hash, use, now)
          return held === null ? [] : [[hash, held] as const]
        }),
      ),
    endSignIn: (hash, use, now) => {
      const held = signIn(hash, use, now)
      end.run(hash, storedUse(use, null), storedUse(use, ''))
      return held
    },
  }
}
