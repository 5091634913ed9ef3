import { describe, expect } from 'vitest'
import { noon, sampleEvent, samplePayload, sampleRejection } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

/** Whatever kind of array an engine answers. */
const bytesOf = (bytes: Uint8Array | null | undefined): number[] => [...(bytes ?? [])]

export function describeSeals(open: OpenSubject): void {
  describe('what is sealed', () => {
    journalTest(open, 'a key is turned to once, by who knows the one that seals', async (subject) => {
      expect(await subject.journal.keptKey()).toBeNull()
      await subject.reopen('aaaaaaaaaaaaaaaa')
      const { journal } = subject
      expect(await journal.keptKey()).toEqual({ fingerprint: 'aaaaaaaaaaaaaaaa', root: null })
      const to = { fingerprint: 'bbbbbbbbbbbbbbbb', root: new Uint8Array([1, 2, 255]) }
      expect(await journal.keepKey('cccccccccccccccc', to)).toBe(false)
      expect(await journal.keptKey()).toEqual({ fingerprint: 'aaaaaaaaaaaaaaaa', root: null })
      expect(await journal.keepKey('aaaaaaaaaaaaaaaa', to)).toBe(true)
      expect(await journal.keepKey('aaaaaaaaaaaaaaaa', { ...to, root: null })).toBe(false)
      await subject.reopen()
      expect(await subject.journal.keptKey()).toEqual(to)
      expect(await subject.journal.keepKey(to.fingerprint, { ...to, root: null })).toBe(true)
      expect(await subject.journal.keptKey()).toEqual({ ...to, root: null })
    })

    journalTest(open, 'sealed headers are put anew, and their rows stay whole', async (subject) => {
      const { journal } = subject
      const sealed = (n: number): Uint8Array => new Uint8Array([n, n, n, n])
      const event = (n: number | null) =>
        sampleEvent({
          receivedAt: noon + (n ?? 0),
          payload: samplePayload({ sealedHeaders: n === null ? null : sealed(n) }),
        })
      const found = []
      for (const n of [1, null, 3]) found.push(...(await journal.append([event(n)])))
      const seqs = found.map((one) => ('seq' in one ? one.seq : 0))
      const [kept] = await journal.reject([
        sampleRejection({ payload: samplePayload({ sealedHeaders: sealed(7) }) }),
      ])
      const all = async (of: 'event' | 'rejection') => {
        const rows = []
        for (let after: number | null = 0; after !== null; ) {
          const page = await journal.sealedHeaders(of, after)
          rows.push(...page.rows)
          after = page.next
        }
        return rows
      }
      expect(await all('event')).toEqual([
        { seq: seqs[0], source: 1, receivedAt: noon + 1, sealed: sealed(1) },
        { seq: seqs[2], source: 1, receivedAt: noon + 3, sealed: sealed(3) },
      ])
      expect(await all('rejection')).toEqual([
        { seq: kept?.seq, source: 1, receivedAt: noon, sealed: sealed(7) },
      ])
      const [first = 0, , third = 0] = seqs
      // The second of them is not what it is said to be: somebody was there before.
      expect(
        await journal.resealHeaders('event', [
          { seq: first, was: sealed(1), sealed: sealed(101) },
          { seq: third, was: sealed(9), sealed: sealed(103) },
          { seq: 999_999, was: sealed(1), sealed: sealed(1) },
        ]),
      ).toBe(1)
      expect(
        await journal.resealHeaders('rejection', [
          { seq: kept?.seq ?? 0, was: sealed(7), sealed: sealed(107) },
        ]),
      ).toBe(1)
      await subject.reopen()
      const payloads = await subject.journal.payloads(seqs)
      expect(payloads.damaged).toBeUndefined()
      const { body, ...rest } = samplePayload({ sealedHeaders: sealed(101) })
      expect(payloads.get(first)?.payload).toEqual({
        ...rest,
        ...{ body: new Uint8Array(body), sealedHeaders: expect.any(Uint8Array) },
      })
      expect(bytesOf(payloads.get(first)?.payload.sealedHeaders)).toEqual([101, 101, 101, 101])
      expect(bytesOf(payloads.get(third)?.payload.sealedHeaders)).toEqual([3, 3, 3, 3])
      const rejection = await subject.journal.rejection(kept?.seq ?? 0)
      expect(rejection?.damaged).toBeUndefined()
      expect(bytesOf(rejection?.payload.sealedHeaders)).toEqual([107, 107, 107, 107])
      // The checksum speaks of the new bytes.
      await subject.spoil(first, 'sealed', sealed(1))
      expect((await subject.journal.payloads([first])).damaged).toEqual(new Set([first]))
      expect(
        await subject.journal.resealHeaders('event', [{ seq: first, was: sealed(1), sealed: sealed(2) }]),
      ).toBe(0)
    })

    journalTest(
      open,
      'answers under idempotency keys are put anew, where they are what they were',
      async ({ journal }) => {
        for (const key of ['c', 'a', 'b', 'under way'])
          await journal.beginOnce({ key, request: 'one', expiresAt: noon + 10 }, noon)
        const sealed = (n: number): Uint8Array => Uint8Array.of(n, 0, 255)
        for (const [at, key] of ['a', 'b', 'c'].entries()) await journal.endOnce(key, sealed(at))
        const all = async (after: string) =>
          (await journal.sealedAnswers(after)).map((one) => [one.key, bytesOf(one.sealed)])
        expect(await all('')).toEqual([
          ['a', [0, 0, 255]],
          ['b', [1, 0, 255]],
          ['c', [2, 0, 255]],
        ])
        // The second is not what it is said to be, and there is no fourth.
        expect(
          await journal.resealAnswers([
            { key: 'a', was: sealed(0), sealed: sealed(100) },
            { key: 'b', was: sealed(9), sealed: sealed(101) },
            { key: 'd', was: sealed(0), sealed: sealed(103) },
          ]),
        ).toBe(1)
        expect(await all('')).toEqual([
          ['a', [100, 0, 255]],
          ['b', [1, 0, 255]],
          ['c', [2, 0, 255]],
        ])
        expect(await all('b')).toEqual([['c', [2, 0, 255]]])
      },
    )
  })
}
