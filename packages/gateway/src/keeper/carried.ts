import { connect, type Socket } from 'node:net'
import { letGo } from '../model/let-go.ts'
import { Ahead } from './ahead.ts'
import { Answer } from './answer.ts'
import { awayAnswer } from './away-answer.ts'
import { type Network, usefulness } from './crowd.ts'
import { Drip } from './drip.ts'
import type { Entered } from './first-reads.ts'
import type { CarriedLimits, House } from './house.ts'
import { proxyLine } from './proxy-line.ts'
import { readAtOnce } from './read-at-once.ts'
import { blanksBefore, Request } from './request.ts'
import { Retained } from './retained.ts'
import type { Holder } from './retention.ts'
import type { Waiting } from './turns.ts'

/** A request that was sent to this many gateways, each of which died over it, is not sent to another. */
const mostSendings = 6
/** How long a finished connection may take to read its answer and close, in seconds. */
const lingerSeconds = 5

/** A request that comes in more slowly is stalled, in bytes a second. */
const slowestBytes = 1024
/** An answer waits while the client has so many bytes of it still to read. */
const mostUnread = readAtOnce

/**
 * One client's connection, carried to whichever gateway is up, one request at a time. While the answer to a
 * request has not begun, its bytes are retained; when the gateway dies they are sent to the next one, and the
 * client notices a pause and nothing else. What a client sends ahead waits until the answer before it is out.
 */
export class Carried implements Holder, Entered, Waiting {
  readonly network: Network<this>
  readonly #client: Socket
  readonly #house: House<Carried>
  readonly #limits: CarriedLimits
  readonly #path: string
  readonly #request = new Request()
  readonly #answer = new Answer()
  readonly #retained = new Retained()
  #counted = 0
  /** What is counted of that which has nowhere to go yet, and is not retained. */
  #passing = 0
  /** The request can be sent again: all that came of it is retained. */
  #complete = true
  #tooMuch = false
  readonly #ahead = new Ahead()
  readonly #drip: Drip
  #requestSince = 0
  #requestBytes = 0
  #upstream: Socket | null = null
  #upstreamGeneration = 0
  #connected = false
  #clientDone = false
  #sendings = 0
  #waitingSince: number | null = null
  #blockedSince: number | null = null
  #activeAt: number
  /** Until then it waits for us, and cannot have gone on. */
  #isRead = false
  /** Something has come of it. */
  #hasSpoken = false
  #finishedAt: number | null = null
  #over = false

  constructor(
    client: Socket,
    path: string,
    network: Network<Carried>,
    house: House<Carried>,
    limits: CarriedLimits,
  ) {
    this.network = network as Network<this>
    this.#client = client
    this.#house = house
    this.#limits = limits
    this.#path = path
    this.#activeAt = house.second
    this.#drip = new Drip(house.pace, network.name, () => this.#flow())
    client.on('data', (chunk: Buffer) => this.#fromClient(chunk))
    client.on('drain', () => this.#drained())
    client.on('end', () => this.#clientEnded())
    client.on('error', () => client.destroy())
    client.on('close', () => this.#leave())
  }

  get usefulness(): Holder['usefulness'] {
    if (this.#finishedAt !== null) return usefulness.finished
    const now = this.#house.second
    // Its first request may be on its way: it has as much of a right to stay as who has sent half of one.
    if (!this.#hasSpoken && now <= this.activeAt + 1) return usefulness.moving
    if (this.#blockedSince !== null && now > this.#blockedSince + 1) return usefulness.stalled
    if (this.#answer.state === 'whole') return usefulness.idle
    if (!this.halfSent) return usefulness.served
    if (now > this.#activeAt + 1) return usefulness.stalled
    const seconds = now - this.#requestSince
    return seconds > 1 && this.#requestBytes < seconds * slowestBytes ? usefulness.stalled : usefulness.moving
  }

  get activeAt(): number {
    return this.#isRead ? this.#activeAt : this.#house.second
  }

  get heldBytes(): number {
    return this.#counted + this.#passing + this.#ahead.counted
  }

  get halfSent(): boolean {
    return this.#answer.state === 'none' && this.#request.state !== 'whole'
  }

  letGo(): void {
    if (this.#takeAhead() !== null) this.#ahead.lost = true
    if (this.#counted === 0) return
    if (this.#connected) this.#passOnly()
    else if (this.#house.generation === 0) this.#sayAway()
  }

  shed(): void {
    if (this.#answer.state === 'none') this.#sayAway()
    else this.evict()
  }

  read(): void {
    this.#isRead = true
    this.#activeAt = this.#house.second
    this.#client.resume()
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
    } else if (now - this.#activeAt > this.#limits.idleSeconds && this.usefulness < usefulness.served) {
      this.#client.destroy()
    }
  }

  /** The keeper is ending: an idle connection closes now, another one behind its answer. */
  stop(): void {
    if (this.#answer.state === 'whole') this.#finish()
    else if (this.#waitingSince !== null) this.#sayAway()
  }

  #fromClient(chunk: Buffer): void {
    this.#hasSpoken = true
    // Behind the last answer of a connection nothing is a request any more.
    if (this.#finishedAt !== null || this.#over) {
      letGo(chunk)
      return
    }
    if (this.#answer.state === 'open') {
      // Nobody but those two sees where the answer ends; they stay together.
      if (this.#upstream?.write(chunk) === false) this.#flow()
      return
    }
    if (this.#answer.state !== 'whole') {
      if (this.#request.state === 'whole') this.#keepAhead(chunk)
      else {
        // Before what it was may be given back.
        const { length } = chunk
        this.#carry(chunk)
        // Behind an answer that has begun none rests: of a request that it came before nothing goes on to the gateway, and
        // the connection ends with it; one without an end is given to who has a token.
        if (this.halfSent) this.#restBehind(length)
      }
      return
    }
    const blanks = blanksBefore(chunk)
    if (blanks === chunk.length) {
      this.#restBehind(blanks)
      return
    }
    this.#request.begin()
    this.#drip.begin()
    this.#answer.expect()
    this.#complete = true
    this.#sendings = 0
    this.#requestSince = this.#house.second
    this.#requestBytes = 0
    // A gateway that is being replaced gets no new request.
    if (this.#upstreamGeneration !== this.#house.generation) this.#dropUpstream()
    this.#carry(blanks === 0 ? chunk : chunk.subarray(blanks))
  }

  /** What comes in drips is read on when it is its turn. */
  #restBehind(bytes: number): void {
    if (this.#finishedAt === null && !this.#over && this.#drip.came(bytes)) this.#flow()
  }

  /** Takes on what came of the request that is under way. */
  #carry(chunk: Buffer): void {
    this.#activeAt = this.#house.second
    const headEnds = this.#upstream !== null && this.#request.state === 'head'
    const own = this.#measure(chunk)
    this.#requestBytes += own.length
    if (own.length < chunk.length) this.#keepAhead(chunk.subarray(own.length))
    // An answer that begins before its request has ended does not want the rest.
    if (this.#answer.state !== 'none') return
    if (this.#complete) this.#retain()
    if (this.#finishedAt !== null || this.#over) return
    if (headEnds && this.#request.state === 'endless') this.#beginAnew()
    if (this.#upstream === null) this.#reach()
    else if (this.#connected && !this.#upstream.write(own)) this.#flow()
    // Neither retained nor still to be written: of no use to anybody.
    else if (this.#connected && !this.#complete && this.#upstream.writableLength === 0) letGo(own)
  }

  /** The head of a body in chunks comes to the gateway whole, and first on its connection: see `readProxyLine`. */
  #beginAnew(): void {
    if (this.#connected && this.#complete && !this.#house.stopping) this.#dropUpstream()
  }

  /** The part of what came that belongs to the request; it is added to what is retained. */
  #measure(chunk: Buffer): Buffer {
    const request = this.#request
    const retained = this.#retained
    if (request.state === 'head') {
      retained.addHead(chunk)
      // As a rule it comes in one piece, which needs no other view of the same bytes.
      const all = retained.length === chunk.length ? chunk : retained.head()
      const excess = all.length - request.takeHead(all)
      retained.dropFromHead(excess)
      return excess === 0 ? chunk : chunk.subarray(0, chunk.length - excess)
    }
    const length = request.takeBody(chunk.length)
    const own = length === chunk.length ? chunk : chunk.subarray(0, length)
    if (this.#complete && this.#answer.state === 'none') retained.addBody(own)
    return own
  }

  /** Counts what was added to what is retained; beyond what may be, it is not. */
  #retain(): void {
    const retained = this.#retained
    const more = retained.capacity - this.#counted
    const fits = retained.length <= this.#limits.retainedBytes
    if (fits && this.#house.hold(this, more, 'again')) this.#counted += more
    // Too large to be sent twice: it goes on, and a gateway that dies over it means a 503.
    else if (this.#connected) this.#passOnly('as it was')
    // All that may be retained is, and there is nobody to take it to.
    else if (fits && this.#house.generation === 0) this.#sayAway()
    else {
      this.#tooMuch = true
      this.#flow()
    }
  }

  /** @param last - what has come last is still to be written, `as it was` */
  #passOnly(last?: 'as it was'): void {
    this.#complete = false
    this.#request.lose()
    this.#forget(last)
  }

  #forget(last?: 'as it was'): void {
    const upstream = this.#upstream
    // Others see these bytes, too: a socket that writes them, and what came ahead in the same piece.
    const written = last === undefined && (upstream === null || upstream.writableLength === 0)
    if (written && !this.#ahead.waits && !this.#ahead.lost) this.#retained.clear()
    else this.#retained.forget()
    if (this.#counted > 0) this.#house.giveBack(this, this.#counted)
    this.#counted = 0
  }

  #keepAhead(chunk: Buffer): void {
    const ahead = this.#ahead
    if (ahead.lost) return
    if (this.#house.hold(this, ahead.costOf(chunk), 'again')) {
      ahead.add(chunk)
      this.#flow()
    } else {
      this.#takeAhead()
      ahead.lost = true
    }
  }

  #takeAhead(): Buffer | null {
    const { counted } = this.#ahead
    const bytes = this.#ahead.take()
    if (counted > 0) this.#house.giveBack(this, counted)
    return bytes
  }

  /** Reads on, unless what was read has nowhere to go. */
  #flow(): void {
    if (this.#over) return
    const passing = this.#finishedAt === null ? this.#heldUp() : 0
    if (passing !== this.#passing && !this.#pass(passing)) return
    const blocked = this.#ahead.waits || passing > 0 || this.#drip.rests
    if (blocked && this.#finishedAt === null) this.#client.pause()
    else this.#client.resume()
  }

  /** Bytes that have nowhere to go now, with what is still read behind a pause. */
  #heldUp(): number {
    const upstream = this.#upstream
    const more = this.#request.state === 'whole' ? 0 : readAtOnce
    if (this.#tooMuch) return this.#retained.capacity - this.#counted + more
    return upstream?.writableNeedDrain === true ? upstream.writableLength + more : 0
  }

  /** Counts so many as passing, in place of those before; false: there is no room for them, and it is over. */
  #pass(bytes: number): boolean {
    const more = bytes - this.#passing
    if (more > 0 && !this.#house.hold(this, more, 'passing')) {
      this.shed()
      return false
    }
    if (more < 0) this.#house.giveBack(this, -more)
    this.#passing = bytes
    return true
  }

  #reach(): void {
    const house = this.#house
    // Whatever has become of its first bytes: a gateway never gets a request from its middle.
    if (house.stopping || !this.#complete) {
      this.#sayAway()
      return
    }
    this.#waitingSince ??= house.second
    if (house.generation !== 0 && this.#upstream === null) house.turns.ask(this)
  }

  setOut(): boolean {
    const house = this.#house
    if (house.generation === 0 || this.#waitingSince === null || this.#upstream !== null) return false
    const upstream = connect(this.#path)
    this.#upstream = upstream
    this.#upstreamGeneration = house.generation
    this.#connected = false
    upstream.on('connect', () => this.#reached(upstream))
    upstream.on('data', (chunk: Buffer) => this.#fromGateway(chunk))
    upstream.on('drain', () => this.#flow())
    upstream.on('error', () => upstream.destroy())
    upstream.on('close', () => this.#lost(upstream))
    return true
  }

  #reached(upstream: Socket): void {
    if (++this.#sendings > mostSendings) {
      this.#sayAway()
      return
    }
    this.#connected = true
    this.#waitingSince = null
    this.#house.turns.arrived(this)
    upstream.cork()
    upstream.write(proxyLine(this.#client))
    for (const piece of this.#retained.pieces()) upstream.write(piece)
    upstream.uncork()
    // It was held without being counted; now it is the gateway's, and is not held any longer.
    if (this.#counted < this.#retained.capacity) this.#passOnly()
    this.#tooMuch = false
    this.#flow()
  }

  #fromGateway(chunk: Buffer): void {
    const answer = this.#answer
    const length = answer.take(chunk, this.#request.isHead)
    this.#activeAt = this.#house.second
    if (answer.state !== 'none' && this.#complete) this.#passOnly()
    if (length > 0) {
      this.#client.write(length === chunk.length ? chunk : chunk.subarray(0, length))
      if (this.#client.writableLength >= mostUnread) {
        this.#blockedSince ??= this.#house.second
        this.#upstream?.pause()
      }
    }
    if (answer.state !== 'whole') return
    // Nothing may follow an answer that came before the end of its request: what does is the rest of that.
    const last = answer.closes || this.#request.state !== 'whole' || length < chunk.length || this.#ahead.lost
    if (last || this.#house.stopping) this.#finish()
    else this.#next()
  }

  #next(): void {
    const ahead = this.#takeAhead()
    if (ahead !== null) {
      this.#fromClient(ahead)
      this.#flow()
    }
    if (this.#clientDone && this.#answer.state === 'whole') this.#finish()
  }

  /** The client has read what was written. */
  #drained(): void {
    this.#activeAt = this.#house.second
    this.#blockedSince = null
    this.#upstream?.resume()
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
      this.#flow()
      if (wasConnected) this.#reach()
      else this.#house.turns.failed(this)
    }
  }

  #dropUpstream(): void {
    const upstream = this.#upstream
    this.#upstream = null
    this.#connected = false
    upstream?.destroy()
  }

  /**
   * The client has nothing more to say, but may still listen: what it asked is answered first, if it has
   * asked it to the end. A pull is different: it may wait for long, and what is lent to one who has gone is
   * lost to the others for a while.
   */
  #clientEnded(): void {
    this.#clientDone = true
    if (this.#finishedAt !== null) return
    const { state, isPull } = this.#request
    if (this.#answer.state === 'whole') this.#finish()
    else if (this.#answer.state === 'none' && (isPull || state === 'head' || state === 'body'))
      this.#client.destroy()
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
    this.#release()
    this.#client.end()
    this.#client.resume()
  }

  #leave(): void {
    if (this.#over) return
    this.#over = true
    this.#release()
    this.#house.gone(this)
  }

  #release(): void {
    this.#waitingSince = null
    this.#drip.end()
    this.#house.firstReads.leave(this)
    this.#house.turns.arrived(this)
    this.#forget()
    this.#takeAhead()
    if (this.#passing > 0) this.#pass(0)
    this.#dropUpstream()
  }
}
