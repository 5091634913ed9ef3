import { compileFilter, type Filter } from './filter.ts'
import type { Need } from './filter-need.ts'
import { plainNeeds } from './plain-needs.ts'

/** So many are kept, compiled, each some 3.3 KiB; in the place of the oldest comes the next. */
const mostKept = 16_384

/** The filters of routes, each text compiled once, when an event first meets it. */
export class FilterCache {
  readonly #log: { error(about: object, message: string): void }
  readonly #compiled = new Map<string, Filter>()

  constructor(log: { error(about: object, message: string): void }) {
    this.#log = log
  }

  /** @param route - the id of one that has it, for the log */
  of(text: string, route: string): Filter {
    const known = this.#compiled.get(text)
    if (known !== undefined) return known
    const filter = this.#compile(text, route)
    for (const oldest of this.#compiled.keys()) {
      if (this.#compiled.size < mostKept) break
      this.#compiled.delete(oldest)
    }
    this.#compiled.set(text, filter)
    return filter
  }

  /** What a filter needs of an event that it lets pass: read off its text, where that is plain to see. */
  needsOf(text: string, route: string): readonly Need[] {
    return plainNeeds(text) ?? this.of(text, route).needs ?? []
  }

  /** A route no longer has it; for another one that has it is compiled anew. */
  letGo(text: string): void {
    this.#compiled.delete(text)
  }

  /** A filter is checked before it is stored; what one that an older version took cannot say stays undecided. */
  #compile(text: string, route: string): Filter {
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
