import { describe, expect } from 'vitest'
import { noon } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

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
      expect(await journal.signIn('a', 'session', noon + 9)).toEqual({ person: null })
      expect(await journal.signIn('a', 'session', noon + 10)).toBeNull()
      expect(await journal.signIn('a', 'code', noon)).toBeNull()
      expect(await journal.endSignIn('b', 'session', noon)).toBeNull()
      expect(await journal.signIn('b', 'code', noon)).toEqual({ person: null })
      expect(await journal.signIn('none', 'code', noon)).toBeNull()
    })

    journalTest(open, 'are taken by one of many, and end for all', async ({ journal }) => {
      await journal.keepSignIn({ hash: 'a', use: 'code', person: null, expiresAt: noon + 10 }, noon)
      const taken = await Promise.all([1, 2, 3, 4].map(() => journal.endSignIn('a', 'code', noon)))
      expect(taken.filter((one) => one !== null)).toHaveLength(1)
      expect(await journal.signIn('a', 'code', noon)).toBeNull()
      await journal.keepSignIn({ hash: 'b', use: 'code', person: null, expiresAt: noon + 10 }, noon)
      expect(await journal.endSignIn('b', 'code', noon + 10)).toBeNull()
    })

    journalTest(open, 'are forgotten once they have ended, when others come', async ({ journal }) => {
      await journal.keepSignIn({ hash: 'a', use: 'session', person: null, expiresAt: noon + 10 }, noon)
      await journal.keepSignIn({ hash: 'b', use: 'session', person: null, expiresAt: noon + 90 }, noon + 10)
      // Asked as of before its end: it would still hold, were it there.
      expect(await journal.signIn('a', 'session', noon)).toBeNull()
      expect(await journal.signIn('b', 'session', noon + 10)).toEqual({ person: null })
    })

    journalTest(open, 'of people tell whose they are, and end with them', async ({ journal }) => {
      const ada = { id: 'per_a', name: 'Ada', role: 'read', createdAt: noon } as const
      expect(await journal.addPerson(ada)).toEqual(ada)
      await expect(journal.addPerson({ ...ada, id: 'per_b' })).rejects.toThrow('taken')
      for (const use of ['code', 'session'] as const)
        await journal.keepSignIn({ hash: use, use, person: 'per_a', expiresAt: noon + 9 }, noon)
      await journal.keepSignIn({ hash: 'c', use: 'session', person: null, expiresAt: noon + 9 }, noon)
      expect(await journal.signIn('session', 'session', noon)).toEqual({ person: ada })
      expect(await journal.endSignIn('code', 'session', noon)).toBeNull()
      expect(await journal.endSignIn('code', 'code', noon)).toEqual({ person: ada })
      expect(await journal.people()).toEqual([ada])
      expect(await journal.removePerson('per_a')).toBe(true)
      expect(await journal.removePerson('per_a')).toBe(false)
      expect(await journal.signIn('session', 'session', noon)).toBeNull()
      expect(await journal.signIn('c', 'session', noon)).toEqual({ person: null })
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
