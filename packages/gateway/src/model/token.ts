import { type Action, actions, type Permission, type Scope, scopes } from './permission.ts'

/** A token of the API. Its text is shown once; what is kept is its SHA-256. */
export interface Token {
  /** Public id, `tok_…`. */
  readonly id: string
  readonly name: string
  readonly hash: Uint8Array
  /** The set of actions that it was made with; absent where they were named one by one. */
  readonly scope?: Scope
  /** What it may do, where it has no scope. */
  readonly actions?: readonly Action[]
  /** The ids of the sources that it is limited to. Absent: all. */
  readonly sources?: readonly string[]
  /** The ids of the destinations that it is limited to. Absent: all. */
  readonly destinations?: readonly string[]
  readonly tenant?: string
  readonly createdAt: number
  readonly expiresAt: number | null
}

/** What a token may do. */
export function permissionOf({ scope, actions: named, sources, destinations, tenant }: Token): Permission {
  // An action that a later version has stored is none that this one knows.
  const known = new Set<string>(actions)
  return {
    actions: scope === undefined ? new Set(named?.filter((action) => known.has(action))) : scopes[scope],
    ...(sources && { sources: new Set(sources) }),
    ...(destinations && { destinations: new Set(destinations) }),
    ...(tenant !== undefined && { tenant }),
  }
}

/** When a token was last used, in ms since 1970. */
export interface TokenUse {
  readonly id: string
  readonly at: number
}
