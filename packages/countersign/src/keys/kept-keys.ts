import type { Platform } from '../platform/platform.ts'

/** Keys kept for each platform; when there are more all are read again. */
const most = 64

/** Fetched keys that were read lately: they change seldom, and reading one takes longer than verifying with it. */
export class KeptKeys<Key> {
  readonly #of = new WeakMap<Platform, Map<string, Key>>()

  /** The key of this name, read where it is not kept. */
  get(platform: Platform, name: string, read: () => Key): Key {
    const known = this.#of.get(platform) ?? new Map<string, Key>()
    const kept = known.get(name)
    if (kept !== undefined) return kept
    const key = read()
    if (known.size >= most) known.clear()
    this.#of.set(platform, known.set(name, key))
    return key
  }
}
