/**
 * Who acts. `admin`: who holds the operator's token of the gateway; `token`: who holds one that the API made;
 * `person`: somebody signed in; `gateway`: the gateway by itself, as where it looks after a connection.
 */
export type ActorKind = 'admin' | 'token' | 'person' | 'gateway'

/** Who acts, as the audit keeps it: by an id that says nothing once what it names is removed. */
export interface Actor {
  readonly kind: ActorKind
  /** `tok_…`, `per_…`; null for the other kinds, of which there is one each. */
  readonly id: string | null
}

/** What somebody does: told to the store with the change itself, so that both are committed or neither. */
export interface Act {
  readonly by: Actor
  /** The operation's id in OpenAPI, such as `createSource`; one of the gateway's own acts otherwise. */
  readonly operation: string
  /** The path of what it is done to, such as `/sources/github`. */
  readonly target: string
  /** What was asked for beside that. It is kept in outline: see `outlineOf`. */
  readonly asked?: Readonly<Record<string, unknown>> | undefined
}

/** An act of the gateway itself. */
export function ownAct(operation: string, target: string): Act {
  return { by: { kind: 'gateway', id: null }, operation, target }
}
