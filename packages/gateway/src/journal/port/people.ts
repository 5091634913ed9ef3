import type { Person } from '../../model/person.ts'
import type { TokenUse } from '../../model/token.ts'

/** Who may sign in, and when tokens were last used. */
export interface PeopleStore {
  /** By name. */
  people(): Promise<readonly Person[]>
  /** Rejects with `JournalConflict` where the name is taken. */
  addPerson(person: Person): Promise<Person>
  /** With their codes and sessions, at every gateway of the store; false where there is none. */
  removePerson(id: string): Promise<boolean>
  /** Keeps when tokens were last used, where that is later than what is kept. */
  keepTokenUses(uses: readonly TokenUse[]): Promise<void>
  /** By the token's id; one that was never used is absent. */
  tokenUses(): Promise<ReadonlyMap<string, number>>
}
