import { readFileSync } from 'node:fs'
import { safeVerify } from 'countersign'
import { loadScheme } from 'countersign/schemes'
import { type Vector, vectorInput, vectorSecrets } from 'countersign/vectors'
import { expect, test } from 'vitest'

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../../vectors/fal.json', import.meta.url), 'utf8'),
)

test('an event of another customer, signed by the same keys, passes only where the own user id is not set', async () => {
  const scheme = await loadScheme('fal')
  const vector = vectors.find(({ expect: wanted }) => wanted === 'valid')
  if (scheme === undefined || vector === undefined) throw new Error('no fal')
  const codeWith = async (params: Record<string, string>) => {
    const now = new Date((vector.now ?? 0) * 1000)
    const result = await safeVerify(vectorInput(vector), {
      scheme,
      secrets: vectorSecrets(vector),
      params,
      now,
    })
    return result.ok ? undefined : result.error.code
  }
  expect(await codeWith({})).toBeUndefined()
  expect(await codeWith({ userId: 'user-1' })).toBeUndefined()
  expect(await codeWith({ userId: '*' })).toBeUndefined()
  expect(await codeWith({ userId: 'user-2' })).toBe('ERR_CONTENT_MALFORMED')
})
