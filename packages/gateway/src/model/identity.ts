import type { Actor } from './act.ts'
import { everything, isLimited, type Permission } from './permission.ts'

/** Who asks. */
export interface Identity {
  /** For the log and for people: the token's name, or the person's. */
  readonly name: string
  readonly by: Actor
  readonly may: Permission
}

/** Who holds the operator's token of the gateway. */
export const admin: Identity = { name: 'admin', by: { kind: 'admin', id: null }, may: everything }

/** Whether somebody may do everything, with everything. */
export function isOperator({ may }: Pick<Identity, 'may'>): boolean {
  return may.actions.size === everything.actions.size && !isLimited(may)
}

/** What may be kept for good of who asked: a token's name, and of a person the id. */
export function keptName({ name, by }: Identity): string {
  return by.kind === 'person' ? (by.id ?? '') : name
}
