import { compileFilter, type Filter } from './filter.ts'

interface Taken {
  readonly filter: Filter
  uses: number
}

/** The filters of routes, each text compiled once, as long as a route has it. */
export class FilterCache {
  readonly #log: { error(about: object, message: string): void }
  readonly #taken = new Map<string, Taken>()

  constructor(log: { error(about: object, message: string): void }) {
    this.#log = log
  }

  /** @param route - the id of one that has it, for the log */
  take(text: string, route: string): Filter {
    const taken = this.#taken.get(text) ?? { filter: this.#compiled(text, route), uses: 0 }
    taken.uses += 1
    this.#taken.set(text, taken)
    return taken.filter
  }

  /** A route no longer has it. */
  giveBack(text: string): void {
    const taken = this.#taken.get(text)
    if (taken === undefined) return
    taken.uses -= 1
    if (taken.uses === 0) this.#taken.delete(text)
  }

  /** A filter is checked before it is stored; what one that an older version took cannot say stays undecided. */
  #compiled(text: string, route: string): Filter {
    try {
      return compileFilter(text, 'stored')
    } catch (error) {
      this.#log.error(
        { err: error, route },
        'the filter of a route cannot be used: what it is asked stays undecided',
      )
      return (_view, onFailure) => {
        onFailure?.('failed')
        return false
      }
    }
  }
}
