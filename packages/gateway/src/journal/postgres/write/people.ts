import type { Person } from '../../../model/person.ts'
import type { TokenUse } from '../../../model/token.ts'
import { JournalConflict } from '../../errors.ts'
import { numberArray, textArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'

/** By name. */
export async function people({ read }: Pick<Database, 'read'>): Promise<Person[]> {
  const rows = await read<{ doc: string }>('select doc from countersign.person order by name collate "C"')
  return rows.map(({ doc }) => JSON.parse(doc) as Person)
}

/** Throws `JournalConflict` where the name is taken. */
export async function addPerson({ write }: Pick<Database, 'write'>, person: Person): Promise<Person> {
  const added = await write(
    'insert into countersign.person (id, name, doc) values ($1, $2, $3) on conflict do nothing returning 1',
    [person.id, person.name, JSON.stringify(person)],
  )
  if (added.length === 0) throw new JournalConflict(`person "${person.name}"`)
  return person
}

/** With all codes and sessions of theirs; false where there is none. */
export async function removePerson({ write }: Pick<Database, 'write'>, id: string): Promise<boolean> {
  const removed = await write(
    `with ended as (delete from countersign.sign_in where person = $1)
     delete from countersign.person where id = $1 returning 1`,
    [id],
  )
  return removed.length > 0
}

/** Keeps the later of what is there and what is told; forgets those of tokens that are gone. */
export async function keepTokenUses(
  { write }: Pick<Database, 'write'>,
  uses: readonly TokenUse[],
): Promise<void> {
  await write(
    `with forgotten as (
       delete from countersign.token_use where id not in (select id from countersign.token))
     insert into countersign.token_use as u (id, at)
     select g.id, g.at from unnest($1::text[], $2::bigint[]) g(id, at)
      where exists (select from countersign.token t where t.id = g.id) order by g.id
     on conflict (id) do update set at = greatest(u.at, excluded.at)`,
    [textArray(uses.map(({ id }) => id)), numberArray(uses.map(({ at }) => at))],
  )
}

export async function tokenUses({ read }: Pick<Database, 'read'>): Promise<ReadonlyMap<string, number>> {
  const rows = await read<{ id: string; at: number }>('select id, at from countersign.token_use')
  return new Map(rows.map(({ id, at }) => [id, at]))
}
