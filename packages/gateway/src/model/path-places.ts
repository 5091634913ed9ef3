/** Of one text so many places are told apart. */
const mostPlaces = 2_000

/** A path, and how many of its parts are behind. */
interface Rest {
  readonly path: number
  readonly at: number
}

/** How far paths have been followed. */
export interface PathPlace {
  readonly rests: readonly Rest[]
  /** The paths that end here, by their number. */
  readonly ended: readonly number[]
  /** No path leads further. */
  readonly isLast: boolean
  /** Where names lead to that paths say; an empty one stands for all others, as no path says it. */
  readonly next: Map<string, PathPlace>
  readonly named: ReadonlySet<string>
}

/**
 * The places that paths lead to, each worked out once: a body of a megabyte takes as long along twenty paths as along
 * one. How many there may be is bounded, since whoever writes bodies can lead paths with `*` behind `**` to a new one at each step.
 */
export class PathPlaces {
  readonly first: PathPlace
  readonly #parts: readonly (readonly string[])[]
  readonly #known = new Map<string, PathPlace>()

  constructor(paths: readonly string[]) {
    this.#parts = paths.map((path) => path.split('.'))
    this.first = this.#place(paths.map((_, path) => ({ path, at: 0 })))
  }

  get isTooMany(): boolean {
    return this.#known.size > mostPlaces
  }

  /** Where one name or index leads to. */
  beyond(place: PathPlace, name: string): PathPlace {
    const key = place.named.has(name) ? name : ''
    const known = place.next.get(key)
    if (known !== undefined) return known
    const next = this.#place(place.rests.flatMap((rest) => this.#follow(rest, key)))
    place.next.set(key, next)
    return next
  }

  #place(rests: readonly Rest[]): PathPlace {
    const key = rests.map(({ path, at }) => `${path}.${at}`).join(' ')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const place = {
      rests,
      ended: rests.flatMap((rest) => (this.#isWhole(rest) ? [rest.path] : [])),
      isLast: rests.every(({ path, at }) => this.#part(path, at) === undefined),
      next: new Map(),
      named: new Set(rests.flatMap(({ path, at }) => this.#names(path, at))),
    }
    this.#known.set(key, place)
    return place
  }

  /** What is left of a path beyond one name. */
  #follow({ path, at }: Rest, name: string): Rest[] {
    const part = this.#part(path, at)
    if (part === undefined) return []
    if (part === '**') return [{ path, at }, ...this.#follow({ path, at: at + 1 }, name)]
    return part === '*' || part === name ? [{ path, at: at + 1 }] : []
  }

  /** The names that a path says next. */
  #names(path: number, at: number): string[] {
    const part = this.#part(path, at)
    if (part === undefined || part === '*') return []
    return part === '**' ? this.#names(path, at + 1) : [part]
  }

  /** Whether nothing is left of it: here is what it names. */
  #isWhole({ path, at }: Rest): boolean {
    return this.#parts[path]?.slice(at).every((part) => part === '**') ?? false
  }

  #part(path: number, at: number): string | undefined {
    return this.#parts[path]?.[at]
  }
}
