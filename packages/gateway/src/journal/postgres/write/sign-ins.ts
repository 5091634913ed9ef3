import type { KeptSignIn, SignInUse } from '../../../model/sign-in.ts'
import type { Database } from '../wire/database.ts'

/** Keeps a code or a session, and forgets those that have ended. */
export async function keepSignIn(
  database: Database,
  { hash, use, expiresAt }: KeptSignIn,
  now: number,
): Promise<void> {
  await database.write(
    `with forgotten as (delete from countersign.sign_in where expires_at <= $4)
     insert into countersign.sign_in (hash, use, expires_at) values ($1, $2, $3)`,
    [hash, use, expiresAt, now],
  )
}

/** Whether one holds. From where writes go: what was ended a moment ago must not be read elsewhere. */
export async function holdsSignIn(
  database: Database,
  hash: string,
  use: SignInUse,
  now: number,
): Promise<boolean> {
  const rows = await database.write(
    'select 1 from countersign.sign_in where hash = $1 and use = $2 and expires_at > $3',
    [hash, use, now],
  )
  return rows.length > 0
}

/** Ends one: one statement, so that of many who take a code one has it. */
export async function endSignIn(
  database: Database,
  hash: string,
  use: SignInUse,
  now: number,
): Promise<boolean> {
  const [row] = await database.write<{ expires_at: number }>(
    'delete from countersign.sign_in where hash = $1 and use = $2 returning expires_at',
    [hash, use],
  )
  return row !== undefined && row.expires_at > now
}
