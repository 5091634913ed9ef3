import { describe, expect } from 'vitest'
import { noon } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeRepeats(open: OpenSubject): void {
  describe('what is made once under a key', () => {
    const begun = { key: 'a', request: 'one', expiresAt: noon + 10 }

    journalTest(
      open,
      'begins for one of many, and is answered alike, across a reopening',
      async (subject) => {
        const { journal } = subject
        const all = await Promise.all([1, 2, 3, 4].map(() => journal.beginOnce(begun, noon)))
        expect(all.filter((known) => known === null)).toHaveLength(1)
        expect(await journal.beginOnce({ ...begun, request: 'two' }, noon)).toEqual({
          request: 'one',
          answer: null,
        })
        expect(await journal.beginOnce({ ...begun, key: 'b' }, noon)).toBeNull()
        await journal.endOnce('a', Uint8Array.of(0, 255, 7))
        await subject.reopen()
        const known = await subject.journal.beginOnce(begun, noon + 9)
        expect([known?.request, [...(known?.answer ?? [])]]).toEqual(['one', [0, 255, 7]])
        expect((await subject.journal.beginOnce({ ...begun, key: 'b' }, noon))?.answer).toBeNull()
      },
    )

    journalTest(open, 'begins anew where it came to nothing, and after its time', async ({ journal }) => {
      expect(await journal.beginOnce(begun, noon)).toBeNull()
      await journal.forgetOnce('a')
      expect(await journal.beginOnce(begun, noon)).toBeNull()
      await journal.endOnce('a', Uint8Array.of(1))
      const later = { ...begun, request: 'two', expiresAt: noon + 90 }
      expect(await journal.beginOnce(later, noon + 10)).toBeNull()
      expect(await journal.beginOnce(begun, noon + 10)).toEqual({ request: 'two', answer: null })
    })

    journalTest(open, 'is forgotten by retention once its time is over', async ({ journal }) => {
      await journal.beginOnce(begun, noon)
      await journal.endOnce('a', Uint8Array.of(1))
      await journal.beginOnce({ ...begun, key: 'b', expiresAt: noon + 11 }, noon)
      await journal.endOnce('b', Uint8Array.of(2))
      const old = { payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0 }
      while ((await journal.prune({ ...old, now: noon + 10, limit: 1 })).more);
      expect((await journal.sealedAnswers('')).map(({ key }) => key)).toEqual(['b'])
    })
  })
}
