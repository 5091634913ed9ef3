import type { BodyFailure } from './body-failure.ts'

/** What a request costs beside its body: its objects, headers and queue rows; measured at about 2 KiB. */
const overheadBytes = 2048
/** The part of the intake that bodies under way leave to those that come whole. */
const reservedShare = 1 / 8
/** A body of so few bytes is small: it goes before larger ones of its own network, and no rate is demanded of it. */
const smallBytes = 16 * 1024
/** For so long a network's own bodies are not cut for others of it, in ms; most are whole long before. */
const patienceMs = 2000
/** The rate is judged over this time, in ms. */
const rateWindowMs = 5000

/** A body under way, and how it is ended where its room goes to another. */
export interface Arriving {
  cut(failure: BodyFailure): void
}

interface Network {
  bytes: number
  readonly bodies: Set<Arrival>
}

/** A body under way, as the intake counts it. */
export class Arrival {
  readonly network: string
  readonly since: number
  readonly body: Arriving
  bytes = 0
  /** Where its rate is counted from. */
  markedAt: number
  markedBytes = 0

  constructor(network: string, since: number, body: Arriving) {
    this.network = network
    this.since = since
    this.markedAt = since
    this.body = body
  }
}

/** What an intake may hold and what it demands. */
export interface IntakeLimits {
  /** Bytes in all. */
  readonly bytes: number
  /** Bytes a second that a body which is not small must come with; 0 demands nothing. */
  readonly minUploadRate?: number
}

/**
 * Counts the bytes of requests that are in memory: being read, or waiting for the store. Bodies that come in
 * pieces have seven eighths of it. When those are full, the body that has taken most room for the longest, of
 * the network that holds most, makes room: a network that is alone has all, and each that comes gets its share
 * from the largest. Within one network only what has had two seconds makes room, or what is large for what is
 * small: a burst of honest bodies does not drive itself out.
 */
export class Intake {
  readonly #limit: number
  readonly #roomForPieces: number
  readonly #minUploadRate: number
  readonly #networks = new Map<string, Network>()
  #held = 0
  #pieces = 0

  constructor({ bytes, minUploadRate = 0 }: IntakeLimits) {
    this.#limit = bytes
    this.#roomForPieces = bytes * (1 - reservedShare)
    this.#minUploadRate = minUploadRate
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held
  }

  get limit(): number {
    return this.#limit
  }

  get full(): boolean {
    return this.#held >= this.#limit
  }

  /** Counts a request that has come whole. */
  hold(bodyBytes: number): void {
    this.#held += bodyBytes + overheadBytes
  }

  /** The request has been answered. */
  release(bodyBytes: number): void {
    this.#held -= bodyBytes + overheadBytes
  }

  /**
   * A body whose first piece has come. To be followed by `add` for each piece, that one too, and `end`.
   *
   * @param now - ms of a clock that nobody sets
   */
  begin(network: string, now: number, body: Arriving): Arrival {
    const arrival = new Arrival(network, now, body)
    const own = this.#networks.get(network)
    if (own === undefined) this.#networks.set(network, { bytes: 0, bodies: new Set([arrival]) })
    else own.bodies.add(arrival)
    this.#count(arrival, overheadBytes)
    return arrival
  }

  /** Counts a piece of a body; false where there is no room for it, and then it is not counted. */
  add(arrival: Arrival, bytes: number, now: number): boolean {
    while (this.#held + bytes > this.#roomForPieces) {
      // What waits for the store makes no room, whoever is cut.
      if (this.#held - this.#pieces + bytes > this.#roomForPieces) return false
      const victim = this.#makesRoom(arrival, bytes, now)
      if (victim === null) return false
      this.end(victim)
      victim.body.cut('ERR_INTAKE_FULL')
    }
    arrival.bytes += bytes
    this.#count(arrival, bytes)
    return true
  }

  /** The body is whole, or gone. */
  end(arrival: Arrival): void {
    const own = this.#networks.get(arrival.network)
    if (own?.bodies.delete(arrival) !== true) return
    this.#count(arrival, -arrival.bytes - overheadBytes)
    if (own.bodies.size === 0) this.#networks.delete(arrival.network)
  }

  /** Now and then: cuts whoever sends so slowly that he only holds room. */
  sweep(now: number): void {
    if (this.#minUploadRate === 0) return
    for (const { bodies } of this.#networks.values())
      for (const arrival of bodies) if (this.#dawdles(arrival, now)) this.#cutSlow(arrival)
  }

  #count(arrival: Arrival, bytes: number): void {
    const own = this.#networks.get(arrival.network)
    if (own !== undefined) own.bytes += bytes
    this.#pieces += bytes
    this.#held += bytes
  }

  #makesRoom(asking: Arrival, bytes: number, now: number): Arrival | null {
    const own = this.#networks.get(asking.network)
    let most = own
    for (const network of this.#networks.values()) if (network.bytes > (most?.bytes ?? 0)) most = network
    let victim: Arrival | null = null
    let longest = 0
    for (const arrival of most?.bodies ?? []) {
      const age = now - arrival.since
      const given = most !== own || age >= patienceMs || outgrows(arrival, asking.bytes + bytes)
      // Its bytes by the time that it has held them.
      const taken = arrival.bytes * (age + 1)
      if (arrival === asking || !given || taken <= longest) continue
      victim = arrival
      longest = taken
    }
    return victim
  }

  #dawdles(arrival: Arrival, now: number): boolean {
    if (now - arrival.markedAt < rateWindowMs) return false
    const demanded = (this.#minUploadRate * (now - arrival.markedAt)) / 1000
    const slow = arrival.bytes > smallBytes && arrival.bytes - arrival.markedBytes < demanded
    arrival.markedAt = now
    arrival.markedBytes = arrival.bytes
    return slow
  }

  #cutSlow(arrival: Arrival): void {
    this.end(arrival)
    arrival.body.cut('ERR_UPLOAD_TOO_SLOW')
  }
}

function outgrows(arrival: Arrival, bytes: number): boolean {
  return bytes <= smallBytes && arrival.bytes > smallBytes
}
