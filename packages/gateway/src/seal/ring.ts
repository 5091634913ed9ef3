import type { KeptKey } from '../model/kept-key.ts'
import { SealBroken } from './errors.ts'
import { createSeal, type Seal } from './seal.ts'

const rootBinding = 'sealing key root'

/**
 * The sealing keys of a gateway as one seal: one of them seals, each of them opens. Which one seals is for the store to
 * say, so that gateways that share it seal alike while keys change. Marks are made with the store's first key for good:
 * what was marked, and the audit, stay provable when that key opens nothing any more.
 */
export interface SealRing extends Seal {
  /** Of all keys; that of the one that seals first. */
  readonly fingerprints: readonly string[]
  /** Adds a key that opens, and answers its fingerprint. */
  add(key: Uint8Array): string
  /** Seals as the store says from now on; false where none of the keys is the one that it names. */
  use(kept: KeptKey): boolean
  /** Forgets all keys but the one that seals. */
  dropOthers(): void
  /** What a store is to keep so that another of the keys seals. */
  turnTo(fingerprint: string): KeptKey
  /** Whether what is sealed was sealed with the key that seals; null where no key opens it. */
  isCurrent(sealed: Uint8Array, boundTo: string): boolean | null
}

/** @param keys - the first seals until a store says otherwise. Throws RangeError where there is none */
export function createRing(keys: readonly Uint8Array[]): SealRing {
  const held = new Map<string, { readonly key: Uint8Array; readonly seal: Seal }>()
  const add = (key: Uint8Array): string => {
    const seal = createSeal(key)
    held.set(seal.fingerprint, { key, seal })
    return seal.fingerprint
  }
  for (const key of keys) add(key)
  const first = held.values().next().value
  if (first === undefined) throw new RangeError('a ring has a key')
  let current = first
  let root = first
  const others = () => [...held.values()].filter((one) => one !== current)
  return {
    get fingerprint() {
      return current.seal.fingerprint
    },
    get fingerprints() {
      return [current, ...others()].map(({ seal }) => seal.fingerprint)
    },
    add,
    use: ({ fingerprint, root: kept }) => {
      const named = held.get(fingerprint)
      if (named === undefined) return false
      current = named
      if (kept === null) root = named
      else {
        const key = new Uint8Array(named.seal.open(kept, rootBinding))
        root = { key, seal: createSeal(key) }
      }
      return true
    },
    dropOthers: () => {
      for (const { seal } of others()) held.delete(seal.fingerprint)
    },
    turnTo: (fingerprint) => {
      const to = held.get(fingerprint)
      if (to === undefined) throw new RangeError('no key has this fingerprint')
      const isRoot = to.seal.fingerprint === root.seal.fingerprint
      return { fingerprint, root: isRoot ? null : to.seal.seal(root.key, rootBinding) }
    },
    isCurrent: (sealed, boundTo) => {
      if (opens(current.seal, sealed, boundTo)) return true
      return others().some(({ seal }) => opens(seal, sealed, boundTo)) ? false : null
    },
    seal: (plain, boundTo) => current.seal.seal(plain, boundTo),
    open: (sealed, boundTo) => {
      if (held.size === 1) return current.seal.open(sealed, boundTo)
      for (const { seal } of [current, ...others()]) {
        try {
          return seal.open(sealed, boundTo)
        } catch (error) {
          if (!(error instanceof SealBroken)) throw error
        }
      }
      throw new SealBroken()
    },
    mark: (text, purpose) => root.seal.mark(text, purpose),
  }
}

function opens(seal: Seal, sealed: Uint8Array, boundTo: string): boolean {
  try {
    seal.open(sealed, boundTo)
    return true
  } catch {
    return false
  }
}
