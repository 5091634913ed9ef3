import { readdirSync, readFileSync } from 'node:fs'
import { safeVerify } from 'countersign'
import { loadScheme } from 'countersign/schemes'
import { type Vector, vectorInput, vectorSecrets } from 'countersign/vectors'
import { expect, test } from 'vitest'
import { dedupeBasisOf } from '../../src/api/shapes/scheme-facts.ts'

const folder = new URL('../../../../vectors/', import.meta.url)

test('no message has a dedup key of another basis than is shown of its scheme', async () => {
  const seen = new Set<string>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const scheme = await loadScheme(file.slice(0, -'.json'.length))
    if (scheme === undefined) continue
    const vectors: Vector[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    for (const vector of vectors.filter((one) => one.expect === 'valid')) {
      const now = new Date((vector.now ?? 0) * 1000)
      const secrets = vectorSecrets(vector)
      const found = await safeVerify(vectorInput(vector), { scheme, secrets, now }).catch(() => undefined)
      const basis = found?.ok === true ? found.event.dedupe?.basis : undefined
      if (basis === undefined) continue
      expect(basis, `${scheme.name}: ${vector.description}`).toBe(dedupeBasisOf(scheme))
      seen.add(scheme.name)
    }
  }
  // Those whose messages are had as vectors with an id.
  expect(seen.size).toBeGreaterThanOrEqual(20)
})
