/** Everything that may be done through the API, noun by noun. */
export const actions = [
  'sources.read',
  'sources.write',
  'secrets.read',
  'secrets.write',
  'destinations.read',
  'destinations.write',
  'routes.read',
  'routes.write',
  'connections.read',
  'connections.write',
  'schemes.read',
  'schemes.try',
  'events.read',
  'events.publish',
  'events.listen',
  'events.claim',
  'events.unmask',
  'replays.read',
  'replays.write',
  'deliveries.read',
  'deliveries.write',
  'deliveries.pull',
  'rejections.read',
  'rejections.write',
  'erasures.read',
  'erasures.write',
  'tokens.read',
  'tokens.write',
  'people.read',
  'people.write',
  'sign-ins.write',
  'audit.read',
  'stats.read',
  'gateway.examine',
  'keys.read',
  'keys.rotate',
  'plan.write',
] as const

/** One thing that may be done. */
export type Action = (typeof actions)[number]

/** A name for a set of actions; beside `operator` each is for its own operations alone. */
export type Scope = 'operator' | 'read' | 'publish' | 'pull' | 'listen'

/** Who may use the API, and who did what, is for operators alone. */
const reserved: ReadonlySet<string> = new Set(['tokens.read', 'people.read', 'audit.read'])

/** What each scope allows. */
export const scopes: Readonly<Record<Scope, ReadonlySet<Action>>> = {
  operator: new Set(actions),
  read: new Set(actions.filter((action) => action.endsWith('.read') && !reserved.has(action))),
  publish: new Set<Action>(['events.publish']),
  pull: new Set<Action>(['deliveries.pull']),
  listen: new Set<Action>(['events.listen']),
}

/** What somebody may do, and with what. */
export interface Permission {
  readonly actions: ReadonlySet<Action>
  /** The ids of the sources that it is limited to. Absent: all. */
  readonly sources?: ReadonlySet<string>
  /** The ids of the destinations that it is limited to. Absent: all. */
  readonly destinations?: ReadonlySet<string>
  /** The tenant that it is limited to. Absent: none. */
  readonly tenant?: string
}

/** All, as the holder of the operator's token may. */
export const everything: Permission = { actions: scopes.operator }

/** Whether it reaches one source or destination, by id. */
export function reaches(may: Permission, kind: 'sources' | 'destinations', id: string): boolean {
  return may[kind]?.has(id) !== false
}

/** Whether it is limited to some sources, destinations or a tenant. */
export function isLimited({ sources, destinations, tenant }: Permission): boolean {
  return sources !== undefined || destinations !== undefined || tenant !== undefined
}
