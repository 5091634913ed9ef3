import type { BodyFailure } from './body-failure.ts'

/** What a request costs beside its body: its objects, headers and queue rows; measured at about 2 KiB. */
const overheadBytes = 2048
/** The part that bodies under way leave to those that come whole, and those of the large networks to the others. */
const reservedShare = 1 / 8
/** What of one network waits for the store is at most so many times what is left to others, reserve aside. */
const timesLeft = 3
/** So much of a network may wait in any case while there is room: of 64 MiB 64 KiB. */
const leastShare = 1 / 1024
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
  readonly name: string
  /** Of its bodies under way. */
  bytes: number
  readonly bodies: Set<Arrival>
  /** Bytes of its requests that are whole and wait for the store. */
  waiting: number
}

/** A request that waits for the store, as the intake counts it; to be given back. */
export interface Held {
  readonly network: string
  readonly bytes: number
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
 * Counts the bytes of requests that are in memory: being read, or waiting for the store.
 *
 * Bodies that come in pieces have seven eighths of what does not wait. When those are full, the body that has
 * taken most room for the longest, of the network that holds most, makes room: a network that is alone has all,
 * and each that comes gets its share from the largest. Within one network only what has had two seconds makes
 * room, or what is large for what is small: a burst of honest bodies does not drive itself out.
 *
 * What waits for the store can make no room any more, so nobody may take the last of it. One network that is
 * alone may have two thirds of the intake waiting. Each that comes has less, and the last eighth is for those of
 * which next to nothing waits: whoever comes finds room.
 */
export class Intake {
  readonly #limit: number
  readonly #minUploadRate: number
  readonly #networks = new Map<string, Network>()
  #held = 0
  #pieces = 0

  constructor({ bytes, minUploadRate = 0 }: IntakeLimits) {
    this.#limit = bytes
    this.#minUploadRate = minUploadRate
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held
  }

  get limit(): number {
    return this.#limit
  }

  /** Whether another request of this network, if it is a small one, could wait for the store. */
  hasRoom(network: string): boolean {
    return this.#mayWait(this.#networks.get(network), overheadBytes)
  }

  /** Counts a request that has come whole, to be given to `release`; null where there is no room for it. */
  hold(network: string, bodyBytes: number): Held | null {
    const bytes = bodyBytes + overheadBytes
    const known = this.#networks.get(network)
    if (!this.#mayWait(known, bytes)) return null
    const own = known ?? this.#enter(network)
    own.waiting += bytes
    this.#held += bytes
    return { network, bytes }
  }

  /** The request has been answered. */
  release({ network, bytes }: Held): void {
    const own = this.#networks.get(network)
    if (own === undefined) return
    own.waiting -= bytes
    this.#held -= bytes
    this.#leave(own)
  }

  /**
   * A body whose first piece has come. To be followed by `add` for each piece, that one too, and `end`.
   *
   * @param now - ms of a clock that nobody sets
   */
  begin(network: string, now: number, body: Arriving): Arrival {
    const arrival = new Arrival(network, now, body)
    const own = this.#networks.get(network) ?? this.#enter(network)
    own.bodies.add(arrival)
    this.#count(own, overheadBytes)
    return arrival
  }

  /** Counts a piece of a body; false where there is no room for it, and then it is not counted. */
  add(arrival: Arrival, bytes: number, now: number): boolean {
    const room = (1 - reservedShare) * (this.#limit - this.#held + this.#pieces)
    while (this.#pieces + bytes > room) {
      // What waits for the store makes no room, whoever is cut.
      if (bytes > room) return false
      const victim = this.#makesRoom(arrival, bytes, now)
      if (victim === null) return false
      this.end(victim)
      victim.body.cut('ERR_INTAKE_FULL')
    }
    const own = this.#networks.get(arrival.network)
    if (own === undefined) return false
    arrival.bytes += bytes
    this.#count(own, bytes)
    return true
  }

  /** The body is whole, or gone. */
  end(arrival: Arrival): void {
    const own = this.#networks.get(arrival.network)
    if (own?.bodies.delete(arrival) !== true) return
    this.#count(own, -arrival.bytes - overheadBytes)
    this.#leave(own)
  }

  /** Now and then: cuts whoever sends so slowly that he only holds room. */
  sweep(now: number): void {
    if (this.#minUploadRate === 0) return
    for (const { bodies } of this.#networks.values())
      for (const arrival of bodies) if (this.#dawdles(arrival, now)) this.#cutSlow(arrival)
  }

  #enter(name: string): Network {
    const entered: Network = { name, bytes: 0, bodies: new Set(), waiting: 0 }
    this.#networks.set(name, entered)
    return entered
  }

  #leave({ name, bodies, waiting }: Network): void {
    if (bodies.size === 0 && waiting === 0) this.#networks.delete(name)
  }

  #mayWait(own: Network | undefined, bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false
    const left = (1 - reservedShare) * this.#limit - (this.#held - this.#pieces) - bytes
    return (own?.waiting ?? 0) + bytes <= Math.max(timesLeft * left, leastShare * this.#limit)
  }

  #count(own: Network, bytes: number): void {
    own.bytes += bytes
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
