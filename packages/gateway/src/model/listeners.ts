/** Tells what happens to all who listen, in the order in which they began to. */
export class Listeners<T> {
  readonly #all: ((what: T) => void)[] = []

  /** Calls back from now on. The listener never throws. */
  listen(listener: (what: T) => void): void {
    this.#all.push(listener)
  }

  readonly tell = (what: T): void => {
    for (const listener of this.#all) listener(what)
  }
}
