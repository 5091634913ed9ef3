/** A connection as far as its place in the house matters. */
export interface Crowded {
  /** The network that it comes from. */
  readonly network: string
  /** It waits for no answer. */
  readonly idle: boolean
}

/**
 * Who is in the house, by network. When it is full, whoever takes most of it makes room: one who opens
 * connections and leaves them lying keeps nobody out.
 */
export class Crowd<Member extends Crowded> {
  readonly #networks = new Map<string, Set<Member>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add(member: Member): void {
    const own = this.#networks.get(member.network)
    if (own === undefined) this.#networks.set(member.network, new Set([member]))
    else own.add(member)
    this.#size++
  }

  delete(member: Member): void {
    const own = this.#networks.get(member.network)
    if (own?.delete(member) !== true) return
    this.#size--
    if (own.size === 0) this.#networks.delete(member.network)
  }

  /**
   * Who is to leave for a newcomer: of the largest network the idle connection that has been here longest;
   * where none is idle, the oldest, if that network holds more than half of the house and the newcomer is of
   * another. Null: nobody.
   */
  givesWay(newcomer: string): Member | null {
    let largest = ''
    let members: ReadonlySet<Member> = new Set()
    for (const [network, own] of this.#networks) {
      if (own.size <= members.size) continue
      largest = network
      members = own
    }
    for (const member of members) if (member.idle) return member
    if (largest === newcomer || members.size * 2 <= this.#size) return null
    return members.values().next().value ?? null
  }

  *[Symbol.iterator](): Iterator<Member> {
    for (const own of this.#networks.values()) yield* own
  }
}
