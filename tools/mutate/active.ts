import { live } from './live.ts'

/** A loop that turns so much more often than without a mutant is taken for one that never ends. */
const more = { times: 10, turns: 10_000 }

/** What switched sources ask: which of their sites is wrong now. */
export class Mutants {
  /** The sites that have been come by, and those of which something was made that has been looked at. */
  readonly met = new Set<string>()
  /** By site, what makes anew what was made of it when modules were loaded. */
  readonly #makers = new Map<string, Set<() => void>>()
  #collecting: Set<string> | undefined
  #active: string | undefined
  /** Which run this is: in each, what was made is met once. */
  #run = 0
  #turns = 0
  #most = Number.POSITIVE_INFINITY

  is(id: string): boolean {
    const into = this.#collecting ?? this.met
    into.add(id)
    return id === this.#active
  }

  turn(): void {
    if (++this.#turns > this.#most) throw new Error('A loop does not end.')
  }

  /** What a module exports; made anew when a site becomes wrong, or right again, that was come by in the making. */
  remade<Exports extends Readonly<Record<string, object>>>(make: () => Exports): Exports {
    const ids = new Set<string>()
    const collected = (): Exports => {
      const outer = this.#collecting
      this.#collecting = ids
      try {
        return make()
      } finally {
        this.#collecting = outer
      }
    }
    let now = collected()
    const remake = (): void => {
      now = collected()
    }
    for (const id of ids) {
      const makers = this.#makers.get(id) ?? new Set()
      this.#makers.set(id, makers.add(remake))
    }
    let lastRun = -1
    const look = (name: string): object => {
      const collecting = this.#collecting
      if (collecting !== undefined) for (const id of ids) collecting.add(id)
      else if (lastRun !== this.#run) {
        lastRun = this.#run
        for (const id of ids) this.met.add(id)
      }
      return now[name] as object
    }
    const shown = Object.entries(now).map(([name, value]) => [name, live(value, () => look(name))])
    return Object.fromEntries(shown) as Exports
  }

  /** Nothing is wrong, and it is counted what a test does then. */
  begin(): void {
    this.met.clear()
    this.#run++
    this.#turns = 0
  }

  /** What has been counted is the measure of what comes. */
  ended(): number {
    return this.#turns
  }

  /** Throws where a module cannot be made so: who imports it would see that. */
  activate(id: string, turns: number): void {
    this.#active = id
    this.#turns = 0
    this.#most = turns * more.times + more.turns
    for (const remake of this.#makers.get(id) ?? []) remake()
  }

  deactivate(): void {
    const last = this.#active
    this.#active = undefined
    this.#turns = 0
    this.#most = Number.POSITIVE_INFINITY
    if (last !== undefined) for (const remake of this.#makers.get(last) ?? []) remake()
  }
}
