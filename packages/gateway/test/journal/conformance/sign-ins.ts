import { describe, expect } from 'vitest'
import { noon } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeSignIns(open: OpenSubject): void {
  describe('codes and sessions of the console', () => {
    journalTest(open, 'hold until their time, across a reopening, each for its own use', async (subject) => {
      await subject.journal.keepSignIn({ hash: 'a', use: 'session', expiresAt: noon + 10 }, noon)
      await subject.journal.keepSignIn({ hash: 'b', use: 'code', expiresAt: noon + 20 }, noon)
      await subject.reopen()
      const { journal } = subject
      expect(await journal.holdsSignIn('a', 'session', noon + 9)).toBe(true)
      expect(await journal.holdsSignIn('a', 'session', noon + 10)).toBe(false)
      expect(await journal.holdsSignIn('a', 'code', noon)).toBe(false)
      expect(await journal.endSignIn('b', 'session', noon)).toBe(false)
      expect(await journal.holdsSignIn('b', 'code', noon)).toBe(true)
      expect(await journal.holdsSignIn('none', 'code', noon)).toBe(false)
    })

    journalTest(open, 'are taken by one of many, and end for all', async ({ journal }) => {
      await journal.keepSignIn({ hash: 'a', use: 'code', expiresAt: noon + 10 }, noon)
      const taken = await Promise.all([1, 2, 3, 4].map(() => journal.endSignIn('a', 'code', noon)))
      expect(taken.filter((one) => one)).toHaveLength(1)
      expect(await journal.holdsSignIn('a', 'code', noon)).toBe(false)
      await journal.keepSignIn({ hash: 'b', use: 'code', expiresAt: noon + 10 }, noon)
      expect(await journal.endSignIn('b', 'code', noon + 10)).toBe(false)
    })

    journalTest(open, 'are forgotten once they have ended, when others come', async ({ journal }) => {
      await journal.keepSignIn({ hash: 'a', use: 'session', expiresAt: noon + 10 }, noon)
      await journal.keepSignIn({ hash: 'b', use: 'session', expiresAt: noon + 90 }, noon + 10)
      // Asked as of before its end: it would still hold, were it there.
      expect(await journal.holdsSignIn('a', 'session', noon)).toBe(false)
      expect(await journal.holdsSignIn('b', 'session', noon + 10)).toBe(true)
    })
  })
}
