import type { ConnectorOptions } from '../../egress/connector.ts'
import type { Egress } from '../../egress/egress.ts'
import { type Connection, type ConnectionSupply, Connections } from './connections.ts'

/** Connections to one server, and how many ways lead over them. */
interface Shared {
  readonly connections: Connections
  ways: number
}

/**
 * The connections to all servers. Ways to one server that trust and may reach the same share theirs: ten thousand
 * customers behind one host have as many as are in use, and a customer who had no event for long needs none of his own.
 */
export class SharedConnections {
  readonly #egress: Egress
  readonly #byServer = new Map<string, Shared>()

  constructor(egress: Egress) {
    this.#egress = egress
  }

  /** A way to a server. What it takes goes back by it. */
  to(origin: string, options: ConnectorOptions): SharedWay {
    const { allowPrivate, ca } = options
    const server = `${origin} ${allowPrivate} ${ca ?? ''}`
    const known = this.#byServer.get(server)
    const shared = known ?? { connections: new Connections(origin, this.#egress, options), ways: 0 }
    if (known === undefined) this.#byServer.set(server, shared)
    shared.ways += 1
    return new SharedWay(shared.connections, () => {
      shared.ways -= 1
      if (shared.ways > 0) return
      this.#byServer.delete(server)
      shared.connections.retire()
    })
  }
}

/** What one destination has of the connections to its server. */
export class SharedWay implements ConnectionSupply {
  readonly #connections: Connections
  readonly #onLeft: () => void
  readonly #taken = new Set<Connection>()
  #retired = false
  #left = false

  constructor(connections: Connections, onLeft: () => void) {
    this.#connections = connections
    this.#onLeft = onLeft
  }

  take(fresh: boolean, timeoutMs: number): Connection {
    const connection = this.#connections.take(fresh, timeoutMs)
    this.#taken.add(connection)
    return connection
  }

  give(connection: Connection): void {
    this.#connections.give(connection)
    this.#back(connection)
  }

  discard(connection: Connection, reason: Error): void {
    this.#connections.discard(connection, reason)
    this.#back(connection)
  }

  /** Leaves them to the others; the last one closes what is idle now, and what is in use when it comes back. */
  retire(): void {
    this.#retired = true
    this.#leave()
  }

  /** Closes those that it has taken, at once. */
  close(reason: Error): void {
    this.#retired = true
    for (const connection of [...this.#taken]) this.discard(connection, reason)
    this.#leave()
  }

  #back(connection: Connection): void {
    this.#taken.delete(connection)
    if (this.#retired) this.#leave()
  }

  #leave(): void {
    if (this.#left || this.#taken.size > 0) return
    this.#left = true
    this.#onLeft()
  }
}
