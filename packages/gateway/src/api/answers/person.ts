import type { Role } from '../../model/person.ts'

/** Somebody who may sign in, as the API shows them. */
export interface PersonJson {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: string
}
