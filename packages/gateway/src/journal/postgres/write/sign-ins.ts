import type { Person } from '../../../model/person.ts'
import {
  type HeldSignIn,
  type HeldSignIns,
  heldSignIn,
  type KeptSignIn,
  type SignInUse,
} from '../../../model/sign-in.ts'
import { storedUse } from '../../stored-use.ts'
import type { Database } from '../wire/database.ts'

interface HeldRow {
  readonly person: string | null
  readonly doc: string | null
  readonly expires_at: number
}

/** Keeps a code or a session, and forgets those that have ended. */
export async function keepSignIn(
  database: Pick<Database, 'write'>,
  { hash, use, person, expiresAt }: KeptSignIn,
  now: number,
): Promise<void> {
  await database.write(
    `with forgotten as (delete from countersign.sign_in where expires_at <= $4)
     insert into countersign.sign_in (hash, use, expires_at, person) values ($1, $2, $3, $5)`,
    [hash, storedUse(use, person), expiresAt, now, person],
  )
}

/** Whose those are that hold. From where writes go: what was ended a moment ago must not be read elsewhere. */
export async function signIns(
  database: Pick<Database, 'write'>,
  hashes: readonly string[],
  use: SignInUse,
  now: number,
): Promise<HeldSignIns> {
  const rows = await database.write<HeldRow & { readonly hash: string }>(
    `select s.hash, s.person, p.doc, s.expires_at
       from countersign.sign_in s left join countersign.person p on p.id = s.person
      where s.hash = any($1::text[]) and s.use in ($2, $3)`,
    [hashes, storedUse(use, null), storedUse(use, '')],
  )
  return new Map(
    rows.flatMap((row) => {
      const held = heldBy(row, now)
      return held === null ? [] : [[row.hash, held] as const]
    }),
  )
}

/** Ends one: one statement, so that of many who take a code one has it. */
export async function endSignIn(
  database: Pick<Database, 'write'>,
  hash: string,
  use: SignInUse,
  now: number,
): Promise<HeldSignIn | null> {
  const [row] = await database.write<HeldRow>(
    `delete from countersign.sign_in s where s.hash = $1 and s.use in ($2, $3)
     returning s.person, s.expires_at, (select p.doc from countersign.person p where p.id = s.person) as doc`,
    [hash, storedUse(use, null), storedUse(use, '')],
  )
  return heldBy(row, now)
}

function heldBy(row: HeldRow | undefined, now: number): HeldSignIn | null {
  if (row === undefined || row.expires_at <= now) return null
  return heldSignIn(row.person, row.doc === null ? null : (JSON.parse(row.doc) as Person))
}
