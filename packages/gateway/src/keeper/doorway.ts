import { createServer, type ListenOptions, type Server, type Socket } from 'node:net'
import { networkOfPeer } from '../ingest/client-network.ts'
import { ChunkPace } from '../model/chunk-pace.ts'
import { Carried } from './carried.ts'
import { Crowd } from './crowd.ts'
import { FirstReads } from './first-reads.ts'
import type { CarriedLimits, House } from './house.ts'
import { Retention } from './retention.ts'
import { onFreePort } from './shared-port.ts'
import { Turns } from './turns.ts'

/** One address that callers know, and the socket behind which the gateway answers for it. */
export interface KeptListener {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** A Unix socket's path or a named pipe; private to this user. */
  readonly socketPath: string
  /** Sockets that listen already, in place of one at `host` and `port`. */
  readonly descriptors?: readonly number[]
}

/** Limits of the doorway. */
export interface DoorwayLimits extends CarriedLimits {
  /** Connections at once; for one more another makes room (see `Crowd`), or it is closed as it comes. */
  readonly connections: number
  /** Bytes of requests held to be sent again, in all (see `Retention`); beyond it a gateway that dies costs a 503. */
  readonly retainedBytesInAll: number
  /** Likewise with what only passes, and has nowhere to go yet; beyond it a request is answered 503. */
  readonly heldBytesInAll: number
}

/** So many of a full house make room at once, as a part of it. */
const leavingAtOnce = 1 / 32
/** Stands for all proxies whose word counts: they are one party, whatever networks they are in. */
const proxies = 'proxies'

/** Defaults: a body of 1 MiB and its head; 64 MiB in all, 128 with what only passes; 25 s, below the 30 s that SeaTable waits. */
export const doorwayLimits: DoorwayLimits = {
  retainedBytes: 1024 * 1024 + 128 * 1024,
  awaySeconds: 25,
  idleSeconds: 90,
  connections: 8192,
  retainedBytesInAll: 64 * 1024 * 1024,
  heldBytesInAll: 128 * 1024 * 1024,
}

/** Connections that the system holds on each listening socket until they are taken in. It may allow fewer. */
const backlog = 4096
/**
 * Listening sockets on one port, among which Linux shares out who comes. libuv takes in one connection of each a turn,
 * which is long where thousands bring bytes: with one socket its queue overflowed behind 8,300 that sent half a body, and
 * a newcomer came in when the system tried for it again, after a second.
 */
const queues = 16

/** A client that vanished without a word is noticed by probes that begin after this time, in ms. */
const keepAliveMs = 60_000

/** The listening sockets and everything that came in through them. They outlive any gateway. */
export class Doorway {
  readonly #limits: DoorwayLimits
  readonly #servers: Server[] = []
  readonly #connections = new Crowd<Carried>()
  readonly #retention: Retention<Carried>
  readonly #isProxy: (address: string) => boolean
  readonly #house: { generation: number; stopping: boolean; second: number } & House<Carried>
  readonly #firstReads = new FirstReads<Carried>()
  readonly #turns = new Turns<Carried>()
  readonly #sweeper: NodeJS.Timeout
  #lastGeneration = 0
  #empty: (() => void) | null = null

  /** @param isProxy - whether an address speaks for many clients, so that its connections are not one's own */
  constructor(limits: DoorwayLimits, isProxy: (address: string) => boolean) {
    this.#limits = limits
    this.#isProxy = isProxy
    const { retainedBytesInAll: again, heldBytesInAll: passing } = limits
    this.#retention = new Retention({ again, passing }, this.#connections)
    this.#house = {
      generation: 0,
      stopping: false,
      second: 0,
      hold: (connection, bytes, purpose) => this.#retention.hold(connection, bytes, purpose),
      giveBack: (connection, bytes) => this.#retention.giveBack(connection, bytes),
      firstReads: this.#firstReads,
      turns: this.#turns,
      pace: new ChunkPace(() => performance.now()),
      gone: (connection) => this.#gone(connection),
    }
    this.#sweeper = setInterval(() => this.#sweep(), 1000)
  }

  /** Connections that are open now. */
  get size(): number {
    return this.#connections.size
  }

  /** How long a caller waits for a gateway before it is answered 503, in ms. */
  get patienceMs(): number {
    return this.#limits.awaySeconds * 1000
  }

  /** Listens; answers the listener with the address that it has. Rejects with the system's error. */
  async open(listener: KeptListener): Promise<KeptListener> {
    const { host, port, descriptors = [] } = listener
    const opened: KeptListener[] = []
    for (const fd of descriptors) opened.push(await this.#listen(listener, { fd }))
    if (descriptors.length > 0) return opened[0] ?? listener
    if (process.platform !== 'linux') return await this.#listen(listener, { host, port })
    const listen = (): Promise<KeptListener> => this.#listenShared(listener)
    // A port that the system chooses is nobody's.
    return port === 0 ? await listen() : await onFreePort({ host, port }, listen)
  }

  async #listenShared(listener: KeptListener): Promise<KeptListener> {
    const { host, port } = listener
    const first = await this.#listen(listener, { host, port, reusePort: true })
    for (let more = 1; more < queues; more++)
      await this.#listen(listener, { host, port: first.port, reusePort: true })
    return first
  }

  async #listen(listener: KeptListener, at: ListenOptions & { readonly fd?: number }): Promise<KeptListener> {
    const server = createServer(
      {
        allowHalfOpen: true,
        pauseOnConnect: true,
        // For who is paused no more is read than one piece, in however small ones it comes.
        highWaterMark: 1,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: keepAliveMs,
      },
      (client) => this.#enter(client, listener.socketPath),
    )
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ ...at, backlog }, resolve)
    })
    this.#servers.push(server)
    const address = server.address()
    if (typeof address !== 'object' || address === null) return listener
    // What a socket that was passed listens on is known from itself alone.
    return { ...listener, port: address.port, ...('fd' in at && { host: address.address }) }
  }

  /** A gateway has begun to listen on the sockets. */
  gatewayUp(): void {
    this.#house.generation = ++this.#lastGeneration
    for (const connection of this.#connections) connection.gatewayUp()
  }

  /** The gateway has died, or takes nothing new: callers wait. */
  gatewayAway(): void {
    this.#house.generation = 0
  }

  /** Takes no more connections, and closes each once its answer is out; over when all are gone. */
  async stop(): Promise<void> {
    this.#house.stopping = true
    for (const server of this.#servers) server.close()
    for (const connection of [...this.#connections]) connection.stop()
    if (this.#connections.size > 0) await new Promise<void>((resolve) => (this.#empty = resolve))
    clearInterval(this.#sweeper)
    this.#turns.close()
  }

  #enter(client: Socket, path: string): void {
    const address = client.remoteAddress ?? ''
    const isProxy = this.#isProxy(address)
    const crowd = this.#connections
    const network = crowd.network(isProxy ? proxies : networkOfPeer(address), isProxy)
    const most = this.#limits.connections
    if (crowd.size >= most) {
      for (const one of crowd.leavers(network, Math.ceil(most * leavingAtOnce))) one.evict()
    }
    if (crowd.size >= most) {
      client.destroy()
      return
    }
    const connection = new Carried(client, path, network, this.#house, this.#limits)
    crowd.add(connection)
    this.#firstReads.ask(connection)
  }

  #gone(connection: Carried): void {
    this.#connections.delete(connection)
    if (this.#connections.size === 0) this.#empty?.()
  }

  #sweep(): void {
    this.#house.second++
    this.#retention.lookAgain()
    for (const connection of this.#connections) connection.sweep()
  }
}
