/** What a person may do: `operator` all, `read` look at all but tokens, people and the audit. */
type Role = 'operator' | 'read'

/** Somebody who may sign in to the console. */
export interface Person {
  /** Public id, `per_…`: what the audit knows them by. */
  readonly id: string
  /** Unique. */
  readonly name: string
  readonly role: Role
  readonly createdAt: number
}
