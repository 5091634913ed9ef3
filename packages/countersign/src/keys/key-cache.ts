import { platform } from '#platform'
import type { Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { type LiveKey, readSecrets, type Secrets } from './secret.ts'

/** Secrets kept per scheme; when there are more all are read again. Rotation needs no invalidation: another text is another entry. */
const most = 64

const cache = new WeakMap<Proof, Map<string, readonly LiveKey[]>>()

/** Reads the secrets of a single call; a secret given as text is read once and kept. */
export function cachedKeys(secrets: Secrets, scheme: Scheme): readonly LiveKey[] {
  if (typeof secrets !== 'string') return readSecrets(secrets, scheme, platform)
  const known = cache.get(scheme.proof) ?? new Map<string, readonly LiveKey[]>()
  const kept = known.get(secrets)
  if (kept !== undefined) return kept
  const keys = readSecrets(secrets, scheme, platform)
  if (known.size >= most) known.clear()
  cache.set(scheme.proof, known.set(secrets, keys))
  return keys
}
