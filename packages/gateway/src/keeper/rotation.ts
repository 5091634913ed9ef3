import type { Network } from './crowd.ts'

/** Somebody who waits for a turn. */
interface Member<Own> {
  readonly network: Network<Own>
}

/**
 * Whose turn is next: networks take turns, and those of one go in the order of their coming. So a newcomer waits for
 * no more than one of each network, however many of them came before. Proxies, which speak for many, have every
 * second turn.
 */
export class Rotation<Own extends Member<Own>> {
  readonly #queues = new Map<Network<Own>, Set<Own>>()
  #exemptWasLast = false

  get isEmpty(): boolean {
    return this.#queues.size === 0
  }

  add(member: Own): void {
    const queue = this.#queues.get(member.network) ?? new Set()
    this.#queues.set(member.network, queue.add(member))
  }

  delete(member: Own): void {
    const queue = this.#queues.get(member.network)
    if (queue?.delete(member) && queue.size === 0) this.#queues.delete(member.network)
  }

  /** Takes the next one out; null: nobody waits. */
  next(): Own | null {
    const network = this.#nextNetwork()
    if (network === null) return null
    const queue = this.#queues.get(network) ?? new Set()
    const [member = null] = queue
    if (member !== null) queue.delete(member)
    // Behind the others.
    this.#queues.delete(network)
    if (queue.size > 0) this.#queues.set(network, queue)
    this.#exemptWasLast = network.exempt
    return member
  }

  #nextNetwork(): Network<Own> | null {
    let first: Network<Own> | null = null
    for (const network of this.#queues.keys()) {
      if (network.exempt !== this.#exemptWasLast) return network
      first ??= network
    }
    return first
  }
}
