import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSignIn } from '../../src/api/http/sign-in.ts'
import type { SignInUse } from '../../src/model/sign-in.ts'

test('a guessed code or session writes nothing; one that holds is taken once', async () => {
  const kept = new Map<string, SignInUse>()
  let writes = 0
  const find = (hash: string, use: SignInUse) => (kept.get(hash) === use ? { person: null } : null)
  const store = {
    signIns: async (hashes: readonly string[], use: SignInUse) =>
      new Map(hashes.flatMap((hash) => (find(hash, use) ? [[hash, { person: null }]] : []))),
    endSignIn: async (hash: string, use: SignInUse) => {
      writes++
      const held = find(hash, use)
      kept.delete(hash)
      return held
    },
    by: () => ({
      endSignIn: async () => void writes++,
      keepSignIn: async ({ hash, use }: { hash: string; use: SignInUse }) => void kept.set(hash, use),
    }),
  }
  const signIn = createSignIn('token', store as unknown as Parameters<typeof createSignIn>[1], Date.now)
  const guess = randomBytes(32).toString('base64url')
  expect(await signIn.open(guess)).toBeNull()
  await signIn.end(guess)
  expect(writes).toBe(0)
  const { code } = await signIn.createCode(null, {
    by: { kind: 'admin', id: null },
    operation: 'o',
    target: 't',
  })
  const opened = await signIn.open(code)
  expect((await signIn.held([opened?.session ?? ''])).size).toBe(1)
  expect(writes).toBe(1)
  expect(await signIn.open(code)).toBeNull()
  expect(writes).toBe(1)
})
