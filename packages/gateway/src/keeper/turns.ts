import type { Network } from './crowd.ts'
import { Rotation } from './rotation.ts'

/** Somebody who wants to go to the gateway. */
export interface Waiting {
  readonly network: Network<this>
  /** Sets out; false: it has no reason to any more, or nowhere to go. Tells of its end by `arrived` or `failed`. */
  setOut(): boolean
}

/** So many are on their way to the gateway at once: more would wait before its door, where all are one network. */
const mostAtOnce = 64
/** After somebody has found the gateway's door full or shut nobody sets out for so long, in ms, and then one. */
const pauseMs = 10

/** Who goes to the gateway next: network by network. */
export class Turns<Member extends Waiting> {
  readonly #waiting = new Rotation<Member>()
  readonly #onTheWay = new Set<Member>()
  /** Who has found no way in, and is next. */
  readonly #again = new Set<Member>()
  #atOnce = mostAtOnce
  #paused: NodeJS.Timeout | null = null

  /** Wants to go; it is told by `setOut`, perhaps at once. */
  ask(member: Member): void {
    if (this.#onTheWay.has(member) || this.#again.has(member)) return
    this.#waiting.add(member)
    this.#serve()
  }

  /** It is there, or does not go any more. */
  arrived(member: Member): void {
    if (this.#onTheWay.delete(member)) {
      this.#atOnce = Math.min(mostAtOnce, this.#atOnce * 2)
      this.#serve()
      return
    }
    this.#again.delete(member)
    this.#waiting.delete(member)
  }

  /** The door was full or shut: it goes again in a moment. */
  failed(member: Member): void {
    if (!this.#onTheWay.delete(member)) return
    this.#again.add(member)
    this.#atOnce = 1
    this.#paused ??= setTimeout(() => {
      this.#paused = null
      this.#serve()
    }, pauseMs).unref()
  }

  close(): void {
    if (this.#paused !== null) clearTimeout(this.#paused)
    this.#paused = null
  }

  #serve(): void {
    while (this.#paused === null && this.#onTheWay.size < this.#atOnce) {
      const member = this.#next()
      if (member === null) return
      this.#onTheWay.add(member)
      if (!member.setOut()) this.#onTheWay.delete(member)
    }
  }

  #next(): Member | null {
    for (const member of this.#again) {
      this.#again.delete(member)
      return member
    }
    return this.#waiting.next()
  }
}
