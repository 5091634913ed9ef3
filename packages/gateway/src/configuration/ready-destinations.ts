import type { Configuration } from '../model/configuration.ts'
import type { Catalog } from './catalog.ts'
import { type Broken, buildDestination, type LiveDestination } from './live-destination.ts'
import type { Unseal } from './open-secrets.ts'

/** What destinations are made ready with. */
export interface ReadyWith {
  readonly unseal: Unseal
  readonly catalog: Catalog
  /** Told of one that proves to be broken; again where it had to make room for others since, and is put together anew. */
  readonly onBroken: (destination: LiveDestination['destination'], broken: Broken) => void
}

/** So many are kept, each with its keys some 2.5 KiB; in the place of the oldest comes the next. Who sends to one holds it. */
const mostKept = 8_192

/** Of all snapshots that follow each other: what has been put together, and at which swap each was touched last. */
interface Shared {
  readonly made: Map<number, LiveDestination>
  readonly touchedAt: Map<number, number>
}

/**
 * Destinations of one snapshot, each put together when it is first asked for: of tens of thousands most are at rest. What
 * has been put together is shared with the snapshots that come after, but for what a change touches.
 */
export class ReadyDestinations {
  readonly #with: ReadyWith
  readonly #configuration: Configuration
  readonly #shared: Shared
  readonly #swap: number

  private constructor(how: ReadyWith, configuration: Configuration, shared: Shared, swap: number) {
    this.#with = how
    this.#configuration = configuration
    this.#shared = shared
    this.#swap = swap
  }

  static of(configuration: Configuration, how: ReadyWith): ReadyDestinations {
    return new ReadyDestinations(how, configuration, { made: new Map(), touchedAt: new Map() }, 0)
  }

  /** Those of the configuration that follows, in which the ones of these numbers are others. */
  after(configuration: Configuration, touched: Iterable<number>): ReadyDestinations {
    const swap = this.#swap + 1
    for (const number of touched) {
      this.#shared.made.delete(number)
      this.#shared.touchedAt.set(number, swap)
    }
    return new ReadyDestinations(this.#with, configuration, this.#shared, swap)
  }

  get(number: number): LiveDestination | undefined {
    const { made, touchedAt } = this.#shared
    // Of a snapshot that is old by now what is another since is put together anew, and not kept.
    const isOld = (touchedAt.get(number) ?? 0) > this.#swap
    const known = isOld ? undefined : made.get(number)
    if (known !== undefined) return known
    const live = this.#build(number)
    if (live === undefined || isOld) return live
    if (made.size >= mostKept) for (const oldest of made.keys()) if (made.delete(oldest)) break
    made.set(number, live)
    return live
  }

  #build(number: number): LiveDestination | undefined {
    const { destinations, lanes, secrets } = this.#configuration
    const destination = destinations.one('number', number)
    if (destination === undefined) return undefined
    const { unseal, catalog, onBroken } = this.#with
    return buildDestination(
      {
        destination,
        lanes: lanes.all('destination', number).toSorted((one, other) => one.shard - other.shard),
        sealed: secrets.all('owner', destination.id),
      },
      unseal,
      catalog,
      onBroken,
    )
  }
}
