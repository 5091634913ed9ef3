import type { Network } from './crowd.ts'
import { Rotation } from './rotation.ts'

/** Somebody who has come in, and of whom nothing is read yet. */
export interface Entered {
  readonly network: Network<this>
  /** It is read from now on. */
  read(): void
}

/** So many are read for the first time in a turn of the loop: each costs two processes more than its coming in. */
const eachTurn = 32
/** And where others have come in meanwhile. */
const besideNewcomers = 4

/**
 * When those who have come in are read. Thousands who come at once and bring something would be read as they come, and
 * who stands behind them at the door would wait for all of that. So they are let in first, and read network by network.
 */
export class FirstReads<Own extends Entered> {
  readonly #waiting = new Rotation<Own>()
  #newcomers = false
  #scheduled = false

  /** Has come in. */
  ask(member: Own): void {
    this.#newcomers = true
    this.#waiting.add(member)
    this.#schedule()
  }

  /** Has gone before its turn. */
  leave(member: Own): void {
    this.#waiting.delete(member)
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#serve)
  }

  readonly #serve = (): void => {
    this.#scheduled = false
    const most = this.#newcomers ? besideNewcomers : eachTurn
    this.#newcomers = false
    for (let read = 0; read < most; read++) {
      const member = this.#waiting.next()
      if (member === null) return
      member.read()
    }
    if (!this.#waiting.isEmpty) this.#schedule()
  }
}
