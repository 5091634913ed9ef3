import { type ConfigurationChange, changesNothing, type Unnumbered } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import type { Destination } from '../model/destination.ts'
import type { Route } from '../model/route.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Source } from '../model/source.ts'
import type { Token } from '../model/token.ts'
import type { Command, SetupContext } from './command.ts'
import type { Standing } from './standing.ts'

/**
 * What would stand after some commands: each sees what those before it have made, and all of them come to one change.
 * It keeps what differs alone, so that a draft over much costs what it changes.
 */
export class Draft implements Standing {
  readonly #base: Standing
  readonly #sources = new Named<Unnumbered<Source>>()
  readonly #destinations = new Named<Unnumbered<Destination>>()
  readonly #paths = new Map<string, string>()
  readonly #routes = new Owned<Route>(({ source, destination }) => [source, destination])
  readonly #secrets = new Owned<SealedSecret>(({ owner }) => [owner])
  readonly #tokens = new Map<string, Token>()
  readonly #connections = new Map<string, Connection>()
  readonly #idle = new Set<string>()
  readonly #removed = new Set<string>()

  constructor(base: Standing) {
    this.#base = base
  }

  /** Runs a command on what stands by now; answers whether it changes anything. */
  run<In>(command: Command<In>, input: In, context: SetupContext): boolean {
    const change = command(this, input, context)
    this.add(change)
    return !changesNothing(change)
  }

  /** Takes a change in. */
  add(change: ConfigurationChange): void {
    for (const source of change.sources ?? []) {
      this.#sources.put(source)
      this.#paths.set(source.path, source.id)
    }
    for (const destination of change.destinations ?? []) this.#destinations.put(destination)
    for (const route of change.routes ?? []) this.#routes.put(route)
    for (const secret of change.secrets ?? []) this.#secrets.put(secret)
    for (const token of change.tokens ?? []) this.#tokens.set(token.id, token)
    for (const connection of change.connections ?? []) this.#connections.set(connection.id, connection)
    for (const id of change.idle ?? []) this.#idle.add(id)
    for (const id of change.remove ?? []) {
      this.#removed.add(id)
      this.#routes.drop(id)
      this.#secrets.drop(id)
      this.#tokens.delete(id)
      this.#connections.delete(id)
    }
  }

  /** All of it as one change. */
  change(): ConfigurationChange {
    return {
      sources: [...this.#sources.all()],
      destinations: [...this.#destinations.all()],
      routes: [...this.#routes.all()],
      secrets: [...this.#secrets.all()],
      tokens: [...this.#tokens.values()],
      connections: [...this.#connections.values()],
      idle: [...this.#idle],
      remove: [...this.#removed],
    }
  }

  source(nameOrId: string): Unnumbered<Source> | undefined {
    return this.#sources.find(nameOrId, this.#base.source(nameOrId))
  }

  sourceAt(path: string): Unnumbered<Source> | undefined {
    const id = this.#paths.get(path) ?? this.#base.sourceAt(path)?.id
    const found = id === undefined ? undefined : this.source(id)
    return found?.path === path ? found : undefined
  }

  destination(nameOrId: string): Unnumbered<Destination> | undefined {
    return this.#destinations.find(nameOrId, this.#base.destination(nameOrId))
  }

  route(id: string): Route | undefined {
    return this.#routes.get(id) ?? this.#unlessRemoved(this.#base.route(id))
  }

  routesOf(owner: string): readonly Route[] {
    return this.#routes.of(owner, this.#base.routesOf(owner), this.#removed)
  }

  secretsOf(owner: string): readonly SealedSecret[] {
    return this.#secrets.of(owner, this.#base.secretsOf(owner), this.#removed)
  }

  token(nameOrId: string): Token | undefined {
    const made = [...this.#tokens.values()].find(({ id, name }) => id === nameOrId || name === nameOrId)
    return made ?? this.#unlessRemoved(this.#base.token(nameOrId))
  }

  connection(id: string): Connection | undefined {
    return this.#connections.get(id) ?? this.#unlessRemoved(this.#base.connection(id))
  }

  connectionOf(source: string): Connection | undefined {
    const made = [...this.#connections.values()].find((one) => one.source === source)
    return made ?? this.#unlessRemoved(this.#base.connectionOf(source))
  }

  connections(): Iterable<Connection> {
    const stood = [...this.#base.connections()].filter(({ id }) => !this.#removed.has(id))
    return new Map([...stood, ...this.#connections.values()].map((one) => [one.id, one])).values()
  }

  sources(): Iterable<Unnumbered<Source>> {
    return this.#sources.over(this.#base.sources())
  }

  destinations(): Iterable<Unnumbered<Destination>> {
    return this.#destinations.over(this.#base.destinations())
  }

  listeners(): Iterable<Unnumbered<Destination>> {
    return [...this.#destinations.over(this.#base.listeners())].filter((one) => one.listening !== undefined)
  }

  routes(): Iterable<Route> {
    return this.#routes.over(this.#base.routes(), this.#removed)
  }

  #unlessRemoved<Item extends { readonly id: string }>(item: Item | undefined): Item | undefined {
    return item !== undefined && this.#removed.has(item.id) ? undefined : item
  }
}

type Things = Unnumbered<Source> | Unnumbered<Destination>

/** What is found by name or id, over what stood: an entry takes the place of the one with its id. */
class Named<Item extends Things> {
  readonly #byId = new Map<string, Item>()
  readonly #byName = new Map<string, Item>()

  put(item: Item): void {
    const before = this.#byId.get(item.id)
    if (before !== undefined && this.#byName.get(before.name) === before) this.#byName.delete(before.name)
    this.#byId.set(item.id, item)
    if (item.deletedAt === null) this.#byName.set(item.name, item)
  }

  find(nameOrId: string, stood: Item | undefined): Item | undefined {
    const own = this.#byName.get(nameOrId) ?? this.#byId.get(nameOrId)
    if (own !== undefined) return own.deletedAt === null ? own : undefined
    // What stood under this name and has another by now is not found under it.
    return stood !== undefined && this.#byId.has(stood.id) ? undefined : stood
  }

  all(): Iterable<Item> {
    return this.#byId.values()
  }

  *over(stood: Iterable<Item>): Iterable<Item> {
    for (const item of stood) if (!this.#byId.has(item.id)) yield item
    for (const item of this.#byId.values()) if (item.deletedAt === null) yield item
  }
}

/** What belongs to others and is found by them, over what stood. */
class Owned<Item extends { readonly id: string }> {
  readonly #ownersOf: (item: Item) => readonly string[]
  readonly #byId = new Map<string, Item>()
  readonly #byOwner = new Map<string, Set<string>>()

  constructor(ownersOf: (item: Item) => readonly string[]) {
    this.#ownersOf = ownersOf
  }

  put(item: Item): void {
    this.#byId.set(item.id, item)
    for (const owner of this.#ownersOf(item)) {
      const ids = this.#byOwner.get(owner)
      if (ids === undefined) this.#byOwner.set(owner, new Set([item.id]))
      else ids.add(item.id)
    }
  }

  drop(id: string): void {
    this.#byId.delete(id)
  }

  get(id: string): Item | undefined {
    return this.#byId.get(id)
  }

  all(): Iterable<Item> {
    return this.#byId.values()
  }

  of(owner: string, stood: readonly Item[], removed: ReadonlySet<string>): readonly Item[] {
    const own = [...(this.#byOwner.get(owner) ?? [])].flatMap((id) => this.#byId.get(id) ?? [])
    return [...stood.filter(({ id }) => !this.#byId.has(id) && !removed.has(id)), ...own]
  }

  *over(stood: Iterable<Item>, removed: ReadonlySet<string>): Iterable<Item> {
    for (const item of stood) if (!this.#byId.has(item.id) && !removed.has(item.id)) yield item
    yield* this.#byId.values()
  }
}
