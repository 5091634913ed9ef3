import { connect, type Socket } from 'node:net'
import { Answer } from './answer.ts'
import { isPull } from './is-pull.ts'
import { Retained } from './retained.ts'

/** What a connection needs to know of the house it is in. */
export interface House {
  /** Which gateway process is up; 0 while none is. Grows with each start. */
  readonly generation: number
  /** No new requests are taken to a gateway: the keeper is about to end. */
  readonly stopping: boolean
  /** Seconds since the keeper's start, advanced by its sweep: cheap to read for each chunk. */
  readonly second: number
  /** Whether this many more bytes may be retained; counts them. Negative gives back. */
  retain(bytes: number): boolean
  /** Called once, when the connection is over. */
  gone(connection: Carried): void
}

/** Most bytes of one unanswered request that can be sent again: the largest body and a head. */
export interface CarriedLimits {
  readonly retainedBytes: number
  /** How long a request waits for a gateway before the keeper answers 503, in seconds. */
  readonly awaySeconds: number
  /** How long a connection may lie idle, in seconds. */
  readonly idleSeconds: number
}

/** A request that was sent to this many gateways, each of which died over it, is not sent to another. */
const mostSendings = 6
/** Between a failed connect and the next while the gateway should be up, in ms. */
const connectAgainMs = 25
/** How long a finished connection may take to read its answer and close, in seconds. */
const lingerSeconds = 5

const awayBody =
  '{"success":false,"error":{"code":"ERR_GATEWAY_AWAY","message":"The gateway is restarting. Try again."}}'
const awayAnswer = Buffer.from(
  `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: ${awayBody.length}\r\nRetry-After: 5\r\nConnection: close\r\n\r\n${awayBody}`,
)

/**
 * One client's connection, carried to whichever gateway is up. While the answer to a request has not begun,
 * its bytes are retained; when the gateway dies they are sent to the next one, and the client notices a
 * pause and nothing else.
 */
export class Carried {
  /** The network that the client is in. */
  readonly network: string
  readonly #client: Socket
  readonly #house: House
  readonly #limits: CarriedLimits
  readonly #path: string
  readonly #proxyLine: Buffer
  readonly #answer = new Answer()
  readonly #retained = new Retained()
  #counted = 0
  #complete = true
  #upstream: Socket | null = null
  #upstreamGeneration = 0
  #connected = false
  #clientDone = false
  #sendings = 0
  #waitingSince: number | null = null
  #activeAt: number
  #finishedAt: number | null = null
  #over = false

  constructor(client: Socket, path: string, network: string, house: House, limits: CarriedLimits) {
    this.network = network
    this.#client = client
    this.#house = house
    this.#limits = limits
    this.#path = path
    this.#proxyLine = proxyLine(client)
    this.#activeAt = house.second
    client.on('data', (chunk: Buffer) => this.#fromClient(chunk))
    client.on('drain', () => this.#upstream?.resume())
    client.on('end', () => this.#clientEnded())
    client.on('error', () => client.destroy())
    client.on('close', () => this.#leave())
  }

  /** It waits for no answer, or has got its last one. */
  get idle(): boolean {
    return this.#answer.state === 'whole' || this.#finishedAt !== null
  }

  /** Makes room for another, at once. */
  evict(): void {
    this.#client.destroy()
    this.#leave()
  }

  /** A gateway has come up: what waits goes to it. */
  gatewayUp(): void {
    if (this.#waitingSince !== null) this.#reach()
  }

  /** Once a second: ends what has waited, idled or lingered too long. */
  sweep(): void {
    const now = this.#house.second
    if (this.#finishedAt !== null) {
      if (now - this.#finishedAt > lingerSeconds) this.#client.destroy()
    } else if (this.#waitingSince !== null) {
      if (now - this.#waitingSince > this.#limits.awaySeconds) this.#sayAway()
    } else if (this.#answer.state !== 'open' && now - this.#activeAt > this.#limits.idleSeconds) {
      // A gateway that hangs with a request in hand is away too.
      if (this.#answer.state === 'none') this.#sayAway()
      else this.#client.destroy()
    }
  }

  /** The keeper is ending: an idle connection closes now, another one behind its answer. */
  stop(): void {
    if (this.#answer.state === 'whole') this.#finish()
    else if (this.#waitingSince !== null) this.#sayAway()
  }

  #fromClient(chunk: Buffer): void {
    if (this.#finishedAt !== null) return
    this.#activeAt = this.#house.second
    if (this.#answer.state === 'whole') {
      this.#answer.expect(chunk)
      this.#complete = true
      this.#sendings = 0
      // A gateway that is being replaced gets no new request.
      if (this.#upstreamGeneration !== this.#house.generation) this.#dropUpstream()
    }
    if (this.#answer.state === 'none') this.#retain(chunk)
    if (this.#finishedAt !== null) return
    if (this.#upstream === null) this.#reach()
    else if (!this.#connected) return
    else if (!this.#upstream.write(chunk)) this.#client.pause()
  }

  #retain(chunk: Buffer): void {
    if (!this.#complete) return
    this.#retained.add(chunk)
    const more = this.#retained.capacity - this.#counted
    if (this.#retained.length <= this.#limits.retainedBytes && this.#house.retain(more)) {
      this.#counted += more
      return
    }
    if (this.#upstream !== null && this.#connected) {
      // Too large to be sent twice: it goes on, and a gateway that dies over it means a 503.
      this.#complete = false
      this.#forget()
    } else if (this.#house.generation === 0 && this.#retained.length <= this.#limits.retainedBytes) {
      // All that may be retained is, and there is nobody to take it to.
      this.#sayAway()
    } else {
      this.#client.pause()
    }
  }

  #forget(): void {
    this.#retained.clear()
    if (this.#counted > 0) this.#house.retain(-this.#counted)
    this.#counted = 0
  }

  #reach(): void {
    const house = this.#house
    if (house.stopping) {
      this.#sayAway()
      return
    }
    this.#waitingSince ??= house.second
    if (house.generation === 0 || this.#upstream !== null) return
    const upstream = connect(this.#path)
    this.#upstream = upstream
    this.#upstreamGeneration = house.generation
    this.#connected = false
    upstream.on('connect', () => this.#reached(upstream))
    upstream.on('data', (chunk: Buffer) => this.#fromGateway(chunk))
    upstream.on('drain', () => this.#client.resume())
    upstream.on('error', () => upstream.destroy())
    upstream.on('close', () => this.#lost(upstream))
  }

  #reached(upstream: Socket): void {
    if (++this.#sendings > mostSendings) {
      this.#sayAway()
      return
    }
    this.#connected = true
    this.#waitingSince = null
    upstream.cork()
    upstream.write(this.#proxyLine)
    upstream.write(this.#retained.bytes())
    upstream.uncork()
    if (this.#counted < this.#retained.capacity) {
      // It was held without being counted; now it is the gateway's, and is not held any longer.
      this.#complete = false
      this.#forget()
    }
    this.#client.resume()
  }

  #fromGateway(chunk: Buffer): void {
    this.#activeAt = this.#house.second
    const answer = this.#answer
    answer.take(chunk)
    if (answer.state !== 'none' && this.#retained.length > 0) this.#forget()
    if (!this.#client.write(chunk)) this.#upstream?.pause()
    if (answer.state === 'whole' && (answer.closes || this.#clientDone || this.#house.stopping))
      this.#finish()
  }

  #lost(upstream: Socket): void {
    if (this.#upstream !== upstream) return
    const wasConnected = this.#connected
    this.#upstream = null
    this.#connected = false
    if (this.#over || this.#finishedAt !== null) return
    const { state } = this.#answer
    if (state === 'open') this.#finish()
    else if (state === 'partial') this.#client.destroy()
    else if (state === 'none' && !this.#complete) this.#sayAway()
    else if (state === 'none') {
      this.#waitingSince ??= this.#house.second
      if (wasConnected) this.#reach()
      else setTimeout(() => this.gatewayUp(), connectAgainMs).unref()
    }
  }

  #dropUpstream(): void {
    const upstream = this.#upstream
    this.#upstream = null
    this.#connected = false
    upstream?.destroy()
  }

  /**
   * The client has nothing more to say, but may still listen: what it asked is answered first. A pull is
   * different: it may wait for long, and what is lent to one who has gone is lost to the others for a while.
   */
  #clientEnded(): void {
    this.#clientDone = true
    if (this.#answer.state === 'none' && isPull(this.#retained.bytes())) {
      this.#client.destroy()
      return
    }
    if (this.#finishedAt === null && this.#answer.state === 'whole') this.#finish()
  }

  #sayAway(): void {
    if (this.#finishedAt !== null || this.#over) return
    this.#client.write(awayAnswer)
    this.#finish()
  }

  /** Ends after what was written; reads on for a moment, since closing over unread bytes resets the answer. */
  #finish(): void {
    if (this.#finishedAt !== null) return
    this.#finishedAt = this.#house.second
    this.#waitingSince = null
    this.#forget()
    this.#dropUpstream()
    this.#client.end()
    this.#client.resume()
  }

  #leave(): void {
    if (this.#over) return
    this.#over = true
    this.#waitingSince = null
    this.#forget()
    this.#dropUpstream()
    this.#house.gone(this)
  }
}

/** PROXY protocol, version 1: one line of text, see haproxy's `proxy-protocol.txt`, section 2.1. */
function proxyLine(client: Socket): Buffer {
  const { remoteAddress, remotePort, localAddress, localPort } = client
  if (remoteAddress === undefined || localAddress === undefined) return Buffer.from('PROXY UNKNOWN\r\n')
  const family = remoteAddress.includes(':') ? 'TCP6' : 'TCP4'
  return Buffer.from(
    `PROXY ${family} ${remoteAddress} ${localAddress} ${remotePort ?? 0} ${localPort ?? 0}\r\n`,
    'latin1',
  )
}
