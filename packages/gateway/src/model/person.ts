import { type Permission, scopes } from './permission.ts'

/** What a person may do: `operator` all, `read` look at all but tokens, people and the audit. */
export type Role = 'operator' | 'read'

/** Somebody who may sign in to the console. */
export interface Person {
  /** Public id, `per_…`: what the audit knows them by. */
  readonly id: string
  /** Unique. */
  readonly name: string
  readonly role: Role
  readonly createdAt: number
}

/** What a person may do. */
export function permissionOfRole(role: Role): Permission {
  return { actions: scopes[role] }
}
