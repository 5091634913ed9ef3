import { registerHooks } from 'node:module'
import type { Watch } from './hunt.ts'
import { marked } from './marked.ts'

/** More than the library has. */
const most = 65_536

/** Which blocks of some sources run: of what is loaded later each is marked, and tells when it does. */
export class Blocks implements Watch {
  readonly #ran = new Uint8Array(most)
  #count = 0

  /** @param wanted - matches the addresses of the sources to look at */
  constructor(wanted: RegExp) {
    Object.assign(globalThis, { blocksThatRan: this.#ran })
    registerHooks({
      load: (url, context, next) => {
        const loaded = next(url, context)
        if (!wanted.test(url) || loaded.source === undefined) return loaded
        const text =
          typeof loaded.source === 'string'
            ? loaded.source
            : Buffer.from(loaded.source as Uint8Array).toString()
        return { ...loaded, source: marked(text, url, () => `blocksThatRan[${this.#count++}]=1`) }
      },
    })
  }

  /** Some blocks, none so far. */
  none(): Uint8Array {
    return new Uint8Array(most)
  }

  /** From here on it counts what runs. */
  begin(): void {
    this.#ran.fill(0, 0, this.#count)
  }

  /** Adds what has run since; answers whether any of it is new there. */
  addTo(known: Uint8Array): boolean {
    let added = false
    for (let at = 0; at < this.#count; at++) {
      if (this.#ran[at] === 1 && known[at] === 0) {
        known[at] = 1
        added = true
      }
    }
    return added
  }
}
