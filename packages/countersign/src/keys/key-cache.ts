import { platform } from '#platform'
import type { Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { type LiveKey, readSecrets, type Secrets } from './secret.ts'

/** Secrets kept per scheme; the oldest goes first. Rotation needs no invalidation: another text is another entry. */
const most = 64

const cache = new WeakMap<Proof, Map<string, readonly LiveKey[]>>()

/** Reads the secrets of a single call; a secret given as text is read once and kept. */
export function cachedKeys(secrets: Secrets, scheme: Scheme): readonly LiveKey[] {
  if (typeof secrets !== 'string') return readSecrets(secrets, scheme, platform)
  let known = cache.get(scheme.proof)
  if (known === undefined) {
    known = new Map()
    cache.set(scheme.proof, known)
  }
  const kept = known.get(secrets)
  if (kept !== undefined) return kept
  const keys = readSecrets(secrets, scheme, platform)
  if (known.size >= most) {
    for (const oldest of known.keys()) {
      known.delete(oldest)
      break
    }
  }
  known.set(secrets, keys)
  return keys
}
