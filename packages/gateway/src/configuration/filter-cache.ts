import { compileFilter, type Filter } from './filter.ts'
import { plainNeeds } from './plain-needs.ts'

interface Taken {
  readonly filter: Filter
  uses: number
}

/**
 * The filters of routes, each text compiled once, as long as a route has it; one whose needs are plain to see when an
 * event first meets them.
 */
export class FilterCache {
  readonly #log: { error(about: object, message: string): void }
  readonly #taken = new Map<string, Taken>()

  constructor(log: { error(about: object, message: string): void }) {
    this.#log = log
  }

  /** @param route - the id of one that has it, for the log */
  take(text: string, route: string): Filter {
    const taken = this.#taken.get(text) ?? { filter: this.#ready(text, route), uses: 0 }
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

  #ready(text: string, route: string): Filter {
    const needs = plainNeeds(text)
    if (needs === null) return this.#compiled(text, route)
    let compiled: Filter | undefined
    const filter: Filter = (view, onFailure) => {
      compiled ??= this.#compiled(text, route)
      return compiled(view, onFailure)
    }
    return Object.assign(filter, { needs })
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
