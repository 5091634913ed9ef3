import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { HeldSignIn, SignInUse } from '../../../src/model/sign-in.ts'
import { noon } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

async function signIn(
  journal: Pick<Journal, 'signIns'>,
  hash: string,
  use: SignInUse,
  now: number,
): Promise<HeldSignIn | null> {
  return (await journal.signIns([hash], use, now)).get(hash) ?? null
}

export function describeSignIns(open: OpenSubject): void {
  describe('codes and sessions of the console', () => {
    journalTest(open, 'hold until their time, across a reopening, each for its own use', async (subject) => {
      await subject.journal.keepSignIn(
        { hash: 'a', use: 'session', person: null, expiresAt: noon + 10 },
        noon,
      )
      await subject.journal.keepSignIn({ hash: 'b', use: 'code', person: null, expiresAt: noon + 20 }, noon)
      await subject.reopen()
      const { journal } = subject
      expect(await signIn(journal, 'a', 'session', noon + 9)).toEqual({ person: null })
      expect(await signIn(journal, 'a', 'session', noon + 10)).toBeNull()
      expect(await signIn(journal, 'a', 'code', noon)).toBeNull()
      expect(await journal.endSignIn('b', 'session', noon)).toBeNull()
      expect(await signIn(journal, 'b', 'code', noon)).toEqual({ person: null })
      expect(await signIn(journal, 'none', 'code', noon)).toBeNull()
    })

    journalTest(open, 'are found in one look-up, those alone that hold for that use', async ({ journal }) => {
      const ada = { id: 'per_a', name: 'Ada', role: 'read', createdAt: noon } as const
      await journal.addPerson(ada)
      const kept = { use: 'session', person: null, expiresAt: noon + 10 } as const
      await journal.keepSignIn({ ...kept, hash: 'a' }, noon)
      await journal.keepSignIn({ ...kept, hash: 'b', person: 'per_a' }, noon)
      await journal.keepSignIn({ ...kept, hash: 'c', expiresAt: noon + 5 }, noon)
      await journal.keepSignIn({ ...kept, hash: 'd', use: 'code' }, noon)
      await journal.keepSignIn({ ...kept, hash: 't', person: 'tok_a' }, noon)
      await journal.keepSignIn({ ...kept, hash: 'e' }, noon)
      const found = await journal.signIns(['none', 'd', 'c', 'b', 't', 'a', 'b'], 'session', noon + 5)
      const token = { person: null, token: 'tok_a' }
      expect(Object.fromEntries(found)).toEqual({ a: { person: null }, b: { person: ada }, t: token })
      expect(await journal.signIns([], 'session', noon)).toEqual(new Map())
    })

    journalTest(open, 'are taken by one of many, and end for all', async ({ journal }) => {
      await journal.keepSignIn({ hash: 'a', use: 'code', person: null, expiresAt: noon + 10 }, noon)
      const taken = await Promise.all([1, 2, 3, 4].map(() => journal.endSignIn('a', 'code', noon)))
      expect(taken.filter((one) => one !== null)).toHaveLength(1)
      expect(await signIn(journal, 'a', 'code', noon)).toBeNull()
      await journal.keepSignIn({ hash: 'b', use: 'code', person: null, expiresAt: noon + 10 }, noon)
      expect(await journal.endSignIn('b', 'code', noon + 10)).toBeNull()
    })

    journalTest(open, 'are forgotten once they have ended, when others come', async ({ journal }) => {
      await journal.keepSignIn({ hash: 'a', use: 'session', person: null, expiresAt: noon + 10 }, noon)
      await journal.keepSignIn({ hash: 'b', use: 'session', person: null, expiresAt: noon + 90 }, noon + 10)
      // Asked as of before its end: it would still hold, were it there.
      expect(await signIn(journal, 'a', 'session', noon)).toBeNull()
      expect(await signIn(journal, 'b', 'session', noon + 10)).toEqual({ person: null })
    })

    journalTest(open, 'of people tell whose they are, and end with them', async ({ journal }) => {
      const ada = { id: 'per_a', name: 'Ada', role: 'read', createdAt: noon } as const
      expect(await journal.addPerson(ada)).toEqual(ada)
      await expect(journal.addPerson({ ...ada, id: 'per_b' })).rejects.toThrow('taken')
      for (const use of ['code', 'session'] as const)
        await journal.keepSignIn({ hash: use, use, person: 'per_a', expiresAt: noon + 9 }, noon)
      await journal.keepSignIn({ hash: 'c', use: 'session', person: null, expiresAt: noon + 9 }, noon)
      expect(await signIn(journal, 'session', 'session', noon)).toEqual({ person: ada })
      expect(await journal.endSignIn('code', 'session', noon)).toBeNull()
      expect(await journal.endSignIn('code', 'code', noon)).toEqual({ person: ada })
      expect(await journal.people()).toEqual([ada])
      expect(await journal.removePerson('per_a')).toBe(true)
      expect(await journal.removePerson('per_a')).toBe(false)
      expect(await signIn(journal, 'session', 'session', noon)).toBeNull()
      expect(await signIn(journal, 'c', 'session', noon)).toEqual({ person: null })
      expect(await journal.people()).toEqual([])
    })

    journalTest(
      open,
      'keep beside them when tokens were last used, as long as those are there',
      async (subject) => {
        const { journal } = subject
        const made = {
          name: 'ci',
          hash: new Uint8Array(32),
          scope: 'read',
          createdAt: noon,
          expiresAt: null,
        } as const
        const tokens = ['tok_1', 'tok_2'].map((id) => ({ ...made, id, name: id }))
        await journal.configure({ tokens }, noon)
        const use = (id: string, at: number) => ({ id, at })
        await journal.keepTokenUses([use('tok_1', noon), use('tok_2', noon), use('tok_none', noon)])
        await journal.keepTokenUses([use('tok_1', noon - 5), use('tok_2', noon + 5)])
        await subject.reopen()
        expect([...(await subject.journal.tokenUses())]).toEqual([
          ['tok_1', noon],
          ['tok_2', noon + 5],
        ])
        await subject.journal.configure({ remove: ['tok_1'] }, noon)
        await subject.journal.keepTokenUses([])
        expect([...(await subject.journal.tokenUses())]).toEqual([['tok_2', noon + 5]])
      },
    )
  })
}
