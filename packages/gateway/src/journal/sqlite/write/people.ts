import type { DatabaseSync } from 'node:sqlite'
import type { Person } from '../../../model/person.ts'
import type { TokenUse } from '../../../model/token.ts'
import { JournalConflict } from '../../errors.ts'

/** People, and when tokens were last used; what changes them within a transaction. */
export interface People {
  people(): Person[]
  addPerson(person: Person): Person
  removePerson(id: string): boolean
  keepTokenUses(uses: readonly TokenUse[]): void
  tokenUses(): ReadonlyMap<string, number>
}

export function createPeople(db: DatabaseSync): People {
  const all = db.prepare('select document from person order by name')
  const taken = db.prepare('select 1 from person where name = ?')
  const add = db.prepare('insert into person (id, name, document) values (?, ?, ?)')
  const remove = db.prepare('delete from person where id = ?')
  const removeSignIns = db.prepare('delete from sign_in where person = ?')
  const use = db.prepare(
    'insert into token_use (id, at) select ?1, ?2 where exists (select 1 from token where id = ?1) on conflict (id) do update set at = max(at, excluded.at)',
  )
  const forget = db.prepare('delete from token_use where id not in (select id from token)')
  const uses = db.prepare('select id, at from token_use')
  return {
    people: () => all.all().map((row) => JSON.parse(String(row.document)) as Person),
    addPerson: (person) => {
      if (taken.get(person.name) !== undefined) throw new JournalConflict(`person "${person.name}"`)
      add.run(person.id, person.name, JSON.stringify(person))
      return person
    },
    removePerson: (id) => {
      removeSignIns.run(id)
      return remove.run(id).changes > 0
    },
    keepTokenUses: (used) => {
      forget.run()
      for (const { id, at } of used) use.run(id, at)
    },
    tokenUses: () => new Map(uses.all().map((row) => [String(row.id), Number(row.at)])),
  }
}
