/** A loop that turns so much more often than without a mutant is taken for one that never ends. */
const more = { times: 10, turns: 10_000 }

/** What switched sources ask: which of their sites is wrong now. */
export class Mutants {
  /** The sites that have been come by. */
  readonly met = new Set<string>()
  #active: string | undefined
  #turns = 0
  #most = Number.POSITIVE_INFINITY

  is(id: string): boolean {
    this.met.add(id)
    return id === this.#active
  }

  turn(): void {
    if (++this.#turns > this.#most) throw new Error('A loop does not end.')
  }

  /** Nothing is wrong, and it is counted what a test does then. */
  begin(): void {
    this.met.clear()
    this.deactivate()
  }

  /** What has been counted is the measure of what comes. */
  ended(): number {
    return this.#turns
  }

  activate(id: string, turns: number): void {
    this.#active = id
    this.#turns = 0
    this.#most = turns * more.times + more.turns
  }

  deactivate(): void {
    this.#active = undefined
    this.#turns = 0
    this.#most = Number.POSITIVE_INFINITY
  }
}
