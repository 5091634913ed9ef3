import type { Crowd, Crowded } from './crowd.ts'

/** A connection that has bytes held for it. */
export interface Holder extends Crowded {
  /** Its request is still being sent. */
  readonly halfSent: boolean
  /** Gives back what is held for it, if that can be. */
  letGo(): void
}

/** Once the limit is met so much is freed at once, as a part of it: a look at everybody is not for one request. */
const freedAtOnce = 1 / 16

/**
 * How many bytes of requests the keeper holds in all. Where they do not suffice, those of the network that has
 * most are given back first: half-sent requests before whole ones, large ones before small ones. A network
 * that is alone has all of it.
 */
export class Retention<Member extends Holder> {
  readonly #limit: number
  readonly #crowd: Crowd<Member>
  #held = 0

  constructor(limit: number, crowd: Crowd<Member>) {
    this.#limit = limit
    this.#crowd = crowd
  }

  /** Whether so many more bytes may be held for a connection; counts them. */
  hold(asker: Member, bytes: number): boolean {
    if (this.#held + bytes > this.#limit) this.#makeRoom(asker, bytes)
    if (this.#held + bytes > this.#limit) return false
    this.#held += bytes
    asker.network.heldBytes += bytes
    return true
  }

  /** So many bytes are held no longer. */
  giveBack(holder: Member, bytes: number): void {
    this.#held -= bytes
    holder.network.heldBytes -= bytes
  }

  #makeRoom(asker: Member, bytes: number): void {
    const goal = this.#limit * (1 - freedAtOnce) - bytes
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
        holder.letGo()
      }
      if (own) return
    }
  }
}

/** Of one network: whether what is held for the one is to go for the sake of the other. */
function isWorse(holder: Holder, asker: Holder, bytes: number): boolean {
  return holder.halfSent === asker.halfSent ? holder.heldBytes > asker.heldBytes + bytes : holder.halfSent
}
