import type { Crowd, Crowded, Network } from './crowd.ts'

/** A connection that has bytes held for it. */
export interface Holder extends Crowded {
  /** Its request is still being sent. */
  readonly halfSent: boolean
  /** Gives back what is held so that it could be sent again, if that can be. */
  letGo(): void
  /** Gives back all that is held for it, and ends with it. */
  shed(): void
}

/**
 * What bytes are held for: to be sent `again` to another gateway; or since they are `passing`, and have nowhere to go
 * yet: before their turn, or where the gateway reads no more for now.
 */
export type Purpose = 'again' | 'passing'

/** What somebody was like for whom there was no room. */
interface Refused {
  readonly halfSent: boolean
  /** So many more were asked for, and with those that were held. */
  readonly bytes: number
  readonly inAll: number
}

/** Once the limit is met so much is freed at once, as a part of it: a look at everybody is not for one request. */
const freedAtOnce = 1 / 16

/**
 * How many bytes of requests the keeper holds in all. Where they do not suffice, those of the network that has
 * most are given back first: half-sent requests before whole ones, large ones before small ones. A network
 * that is alone has all of it.
 *
 * A request that has no room to be sent again goes on without; one that has none to pass is over.
 */
export class Retention<Member extends Holder> {
  readonly #limits: Readonly<Record<Purpose, number>>
  readonly #crowd: Crowd<Member>
  #held = 0
  /** Who found no room since something was last given back, by what for: whoever is like them finds none either. */
  readonly #refused: Readonly<Record<Purpose, Map<Network<Member>, Refused>>> = {
    again: new Map(),
    passing: new Map(),
  }
  #anyRefused = false

  /** @param limits - so many bytes may be held in all when one more is to be held for this */
  constructor(limits: Readonly<Record<Purpose, number>>, crowd: Crowd<Member>) {
    this.#limits = limits
    this.#crowd = crowd
  }

  /** Whether so many more bytes may be held for a connection; counts them. */
  hold(asker: Member, bytes: number, purpose: Purpose): boolean {
    const limit = this.#limits[purpose]
    if (this.#held + bytes > limit) {
      const { halfSent, network } = asker
      const inAll = asker.heldBytes + bytes
      const known = this.#refused[purpose].get(network)
      if (known?.halfSent === halfSent && known.bytes <= bytes && known.inAll <= inAll) return false
      this.#makeRoom(asker, bytes, limit, purpose)
      if (this.#held + bytes > limit) {
        this.#refused[purpose].set(network, { halfSent, bytes, inAll })
        this.#anyRefused = true
        return false
      }
    }
    this.#held += bytes
    asker.network.heldBytes += bytes
    return true
  }

  /** So many bytes are held no longer. */
  giveBack(holder: Member, bytes: number): void {
    this.#held -= bytes
    holder.network.heldBytes -= bytes
    this.lookAgain()
  }

  /** Others may have grown worse meanwhile: to be called now and then. */
  lookAgain(): void {
    if (!this.#anyRefused) return
    this.#anyRefused = false
    this.#refused.again.clear()
    this.#refused.passing.clear()
  }

  #makeRoom(asker: Member, bytes: number, limit: number, purpose: Purpose): void {
    const goal = limit * (1 - freedAtOnce) - bytes
    const networks = [...this.#crowd.networks()].sort((one, other) => other.heldBytes - one.heldBytes)
    for (const network of networks) {
      const own = network === asker.network
      if (network.exempt && !own) continue
      const holders = [...network.members].filter((member) => member !== asker && member.heldBytes > 0)
      holders.sort(
        (one, other) => Number(other.halfSent) - Number(one.halfSent) || other.heldBytes - one.heldBytes,
      )
      for (const holder of holders) {
        if (this.#held <= goal) return
        if (own ? !isWorse(holder, asker, bytes) : network.heldBytes <= asker.network.heldBytes + bytes) break
        if (purpose === 'passing') holder.shed()
        else holder.letGo()
      }
      if (own) return
    }
  }
}

/** Of one network: whether what is held for the one is to go for the sake of the other. */
function isWorse(holder: Holder, asker: Holder, bytes: number): boolean {
  return holder.halfSent === asker.halfSent ? holder.heldBytes > asker.heldBytes + bytes : holder.halfSent
}
