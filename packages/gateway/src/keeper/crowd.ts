/** How much is lost when a connection ends; the least useful goes first. */
export const usefulness = {
  /** Has had its last answer. */
  finished: 0,
  /** Has no request under way. */
  idle: 1,
  /** Neither sends its request nor reads its answer, or so slowly that nobody would wait for it. */
  stalled: 2,
  /** Sends its request. */
  moving: 3,
  /** Waits for us: for an answer, a pull or a stream. */
  served: 4,
} as const

/** A connection as far as its place in the house matters. */
export interface Crowded {
  readonly network: Network<this>
  readonly usefulness: (typeof usefulness)[keyof typeof usefulness]
  /** When it last went on, in seconds of the house. */
  readonly activeAt: number
  /** Bytes that are held for it. */
  readonly heldBytes: number
}

/** Those who come from one network. */
export interface Network<Member> {
  readonly name: string
  /** A proxy's: it speaks for many, and makes room for nobody else. */
  readonly exempt: boolean
  readonly members: Set<Member>
  /** Bytes that are held for its members. */
  heldBytes: number
}

/** One that sends its request has the right to stay of so many that do not go on. */
const worthOfMoving = 8

interface Seat<Member> {
  readonly member: Member
  readonly usefulness: number
  readonly activeAt: number
  /** How many its network has in the house when those before it have left. */
  readonly number: number
  /** The higher, the sooner it goes. */
  readonly burden: number
}

/**
 * Who is in the house, by network. When it is full, whoever takes most of it makes room: one who opens
 * connections and leaves them lying, or half done, keeps nobody out.
 */
export class Crowd<Member extends Crowded> {
  readonly #networks = new Map<string, Network<Member>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The networks that somebody is in from. */
  networks(): Iterable<Network<Member>> {
    return this.#networks.values()
  }

  /** The network of that name, for somebody who is about to come in from it. */
  network(name: string, exempt: boolean): Network<Member> {
    return this.#networks.get(name) ?? { name, exempt, members: new Set(), heldBytes: 0 }
  }

  add(member: Member): void {
    const { network } = member
    this.#networks.set(network.name, network)
    network.members.add(member)
    this.#size++
  }

  delete(member: Member): void {
    const { network } = member
    if (!network.members.delete(member)) return
    this.#size--
    if (network.members.size === 0) this.#networks.delete(network.name)
  }

  /**
   * Who is to leave for one from `newcomer`, the first of them first: the largest network's least useful and
   * longest without progress; where all wait for us, one of a network that has more than the newcomer's would
   * have. Networks that are exempt come last, and none of theirs that waits for us. Nobody: all in the house are
   * as good as the newcomer.
   *
   * @param most - how many may leave at once, so that a flood of newcomers does not cost a look at everybody each
   */
  leavers(newcomer: Network<Member>, most: number): Member[] {
    const open: Seat<Member>[] = []
    const kept: Seat<Member>[] = []
    for (const network of this.#networks.values()) seat(network, network.exempt ? kept : open)
    const served = open.filter((one) => one.usefulness === usefulness.served)
    const others = newcomer.members.size + 1
    const fair = newcomer.exempt ? served : served.filter((one) => one.number > others)
    return (
      first(open.filter(waitsForClient), most) ??
      first(fair, 1) ??
      first(kept.filter(waitsForClient), most) ??
      []
    )
  }

  *[Symbol.iterator](): Iterator<Member> {
    for (const { members } of this.#networks.values()) yield* members
  }
}

function seat<Member extends Crowded>(network: Network<Member>, seats: Seat<Member>[]): void {
  const members = Array.from(network.members, (member) => ({
    member,
    usefulness: member.usefulness,
    activeAt: member.activeAt,
  }))
  members.sort((one, other) => one.usefulness - other.usefulness || one.activeAt - other.activeAt)
  for (const [at, member] of members.entries()) {
    const number = members.length - at
    const burden = member.usefulness === usefulness.moving ? number / worthOfMoving : number
    seats.push({ ...member, number, burden })
  }
}

function waitsForClient(seat: Seat<unknown>): boolean {
  return seat.usefulness <= usefulness.moving
}

function first<Member>(seats: Seat<Member>[], most: number): Member[] | null {
  seats.sort(
    (one, other) =>
      other.burden - one.burden || one.usefulness - other.usefulness || one.activeAt - other.activeAt,
  )
  return seats.length === 0 ? null : seats.slice(0, most).map(({ member }) => member)
}
