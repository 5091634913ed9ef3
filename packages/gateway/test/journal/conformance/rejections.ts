import { describe, expect } from 'vitest'
import { noon, samplePayload, sampleRejection } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeRejections(open: OpenSubject): void {
  describe('rejections', () => {
    journalTest(open, 'are counted in groups by source and code, kept or not', async (subject) => {
      const { journal } = subject
      const [mismatch, missing] = ['ERR_SIGNATURE_MISMATCH', 'ERR_SIGNATURE_MISSING']
      const day = 86_400_000
      const group = (source: number, code: string, at: number, count: number) => ({
        source,
        code,
        at,
        count,
        bytes: 1,
      })
      await journal.countRefused([
        group(1, mismatch, noon, 900),
        group(1, mismatch, noon + 60_000, 100),
        group(1, missing, noon + 5, 2),
      ])
      await journal.countRefused([group(2, mismatch, noon - 5, 1), group(1, mismatch, noon - 60_000, 4)])
      const [, second] = await journal.reject([sampleRejection(), sampleRejection()])
      expect(await journal.refusalGroups({ limit: 10 })).toEqual([
        {
          source: 1,
          code: mismatch,
          count: 1004,
          firstAt: noon - 60_000,
          lastAt: noon + 60_000,
          kept: 2,
          sample: second,
          causes: [],
        },
        {
          source: 1,
          code: missing,
          count: 2,
          firstAt: noon + 5,
          lastAt: noon + 5,
          kept: 0,
          sample: null,
          causes: [],
        },
        {
          source: 2,
          code: mismatch,
          count: 1,
          firstAt: noon - 5,
          lastAt: noon - 5,
          kept: 0,
          sample: null,
          causes: [],
        },
      ])
      expect(await journal.refusalGroups({ sources: [2], limit: 10 })).toHaveLength(1)
      expect(await journal.refusalGroups({ sources: [], limit: 10 })).toEqual([])
      expect(await journal.refusalGroups({ limit: 1 })).toHaveLength(1)
      await journal.removeRejection(second?.seq ?? 0)
      await subject.reopen()
      // One that was quiet for a day begins anew; one that was quiet for two months is forgotten.
      await subject.journal.countRefused([group(1, missing, noon + 2 * day, 3)])
      const read = async () => await subject.journal.refusalGroups({ limit: 10 })
      expect(await read()).toMatchObject([
        { code: missing, count: 3, firstAt: noon + 2 * day },
        { code: mismatch, count: 1004, kept: 1 },
        { source: 2 },
      ])
      const limits = { payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 1 }
      for (let more = true; more; ) {
        const step = await subject.journal.prune({ ...limits, now: noon + 63 * day })
        expect(step.removed).toBeLessThanOrEqual(1)
        more = step.more
      }
      expect(await read()).toMatchObject([{ code: missing, count: 3 }])
    })

    journalTest(
      open,
      'have their causes counted, which are no groups and end with theirs',
      async (subject) => {
        const [code, other] = ['ERR_SIGNATURE_MISMATCH', 'ERR_SIGNATURE_MISMATCH_TOO']
        const day = 86_400_000
        const of = (cause: string, at: number, source = 1) => ({ seq: 99, source, code, cause, at })
        const { journal } = subject
        await journal.countRefused([
          { source: 1, code, at: noon, count: 50, bytes: 1 },
          { source: 1, code: other, at: noon - 1, count: 2, bytes: 1 },
          { source: 2, code, at: noon - 2, count: 2, bytes: 1 },
        ])
        for (const found of [
          of('secret-quotes', noon),
          of('url-slash+body-empty', noon),
          of('url-slash+body-empty', noon + 1),
          of('url-slash+body-empty', noon - 1),
          of('secret-quotes', noon + 5),
          of('body-base64', noon - 2, 2),
          { ...of('secret-hex', noon - 1), code: other },
        ])
          await journal.countCause(found)
        await subject.reopen()
        const read = async () => await subject.journal.refusalGroups({ limit: 10 })
        expect(
          (await read()).map(({ source, code, count, causes }) => [source, code, count, causes]),
        ).toEqual([
          [
            ...[1, code, 50],
            [
              { cause: 'url-slash+body-empty', count: 3, firstAt: noon - 1, lastAt: noon + 1 },
              { cause: 'secret-quotes', count: 2, firstAt: noon, lastAt: noon + 5 },
            ],
          ],
          [1, other, 2, [{ cause: 'secret-hex', count: 1, firstAt: noon - 1, lastAt: noon - 1 }]],
          [2, code, 2, [{ cause: 'body-base64', count: 1, firstAt: noon - 2, lastAt: noon - 2 }]],
        ])
        // A group that begins anew has no cause of before.
        await subject.journal.countRefused([{ source: 1, code, at: noon + 2 * day, count: 3, bytes: 1 }])
        expect(await read()).toMatchObject([{ code, count: 3, causes: [] }, {}, {}])
        await subject.journal.countCause(of('secret-quotes', noon + 2 * day))
        expect(await read()).toMatchObject([
          { code, count: 3, causes: [{ cause: 'secret-quotes', count: 1, firstAt: noon + 2 * day }] },
          {},
          {},
        ])
      },
    )

    journalTest(open, 'are marked with the cause that was found, and listed by it', async (subject) => {
      const kept = await subject.journal.reject([1, 1, 2, 1].map((source) => sampleRejection({ source })))
      const seqs = kept.map(({ seq }) => seq)
      const code = sampleRejection().code
      const causes = ['secret-quotes', 'url-slash+body-empty', 'secret-quotes']
      for (const [index, cause] of causes.entries())
        await subject.journal.countCause({
          ...{ seq: seqs[index] ?? 0, source: index === 2 ? 2 : 1, code, cause, at: noon },
        })
      // One that is gone by now is counted all the same, and marks no other.
      await subject.journal.removeRejection(seqs[0] ?? 0)
      await subject.journal.countCause({ seq: seqs[0] ?? 0, source: 1, code, cause: 'secret-hex', at: noon })
      await subject.reopen()
      const { journal } = subject
      const listed = async (more: { cause?: string; sources?: readonly number[] }) => {
        const look = { after: null, upwards: true, limit: 100, rows: 100, ...more }
        return (await journal.lookAtRejections(look)).items.map(({ seq, cause }) => [
          seqs.indexOf(seq),
          cause,
        ])
      }
      expect(await listed({})).toEqual([
        [1, 'url-slash+body-empty'],
        [2, 'secret-quotes'],
        [3, null],
      ])
      expect(await listed({ cause: 'secret-quotes' })).toEqual([[2, 'secret-quotes']])
      expect(await listed({ cause: 'secret-quotes', sources: [1] })).toEqual([])
      expect(await listed({ cause: 'secret-hex' })).toEqual([])
      expect(await listed({ cause: 'a\u0000b' })).toEqual([])
      expect(await journal.rejection(seqs[1] ?? 0)).toMatchObject({ cause: 'url-slash+body-empty' })
      expect((await journal.rejections({ limit: 9, source: 2 }))[0]).toMatchObject({ cause: 'secret-quotes' })
    })

    journalTest(open, 'is kept with all that it says, and removed by hand once', async (subject) => {
      const rejection = sampleRejection({ held: true, explanation: 'Für „dich“.', network: '2001:db8::/48' })
      const [kept] = await subject.journal.reject([rejection])
      await subject.reopen()
      const { journal } = subject
      const { budget, payload, ...said } = rejection
      expect(await journal.rejection(kept?.seq ?? -1)).toMatchObject({ ...kept, ...said, size: 8 })
      const [listed] = await journal.rejections({ limit: 10 })
      expect(listed).toEqual({ ...kept, ...said, size: payload.body.length, cause: null })
      expect(budget.count).toBeGreaterThan(0)
      expect(await journal.removeRejection(kept?.seq ?? -1)).toBe(true)
      expect(await journal.removeRejection(kept?.seq ?? -1)).toBe(false)
      expect(await journal.rejection(kept?.seq ?? -1)).toBeNull()
      expect((await journal.stats()).rejections).toBe(0)
    })

    journalTest(
      open,
      'one of which a byte has changed says so, and can still be removed',
      async (subject) => {
        const { journal } = subject
        const payload = samplePayload()
        const [damaged, sound] = await journal.reject([
          sampleRejection({ payload }),
          sampleRejection({ payload }),
        ])
        await subject.spoil(damaged?.seq ?? -1, 'body', Buffer.from('{"a":2}'), 'rejection')
        const read = await journal.rejection(damaged?.seq ?? -1)
        expect([read?.damaged, read?.payload.headers]).toEqual([true, []])
        expect(await journal.rejection(sound?.seq ?? -1)).not.toHaveProperty('damaged')
        // As a disk may do it, so that nobody could read them.
        await subject.spoil(damaged?.seq ?? -1, 'headers', Buffer.from('\u0000'), 'rejection')
        expect(await journal.rejection(damaged?.seq ?? -1)).toMatchObject({ damaged: true })
        expect(await journal.removeRejection(damaged?.seq ?? -1)).toBe(true)
      },
    )

    journalTest(open, 'lists newest first, by source, in pages', async ({ journal }) => {
      const kept = await journal.reject(
        Array.from({ length: 9 }, (_, index) => sampleRejection({ source: 1 + (index % 2) })),
      )
      const seqs = kept.map(({ seq }) => seq).sort((a, b) => b - a)
      expect((await journal.rejections({ limit: 4 })).map(({ seq }) => seq)).toEqual(seqs.slice(0, 4))
      expect((await journal.rejections({ limit: 99, before: seqs[3] ?? 0 })).map(({ seq }) => seq)).toEqual(
        seqs.slice(4),
      )
      expect(await journal.rejections({ source: 2, limit: 99 })).toHaveLength(4)
      expect(await journal.rejections({ source: 3, limit: 99 })).toEqual([])
    })

    journalTest(open, 'beyond the count, the network that has most loses its oldest', async (subject) => {
      const budget = { count: 10, bytes: 10_000_000 }
      const from = (network: string, receivedAt: number) => sampleRejection({ budget, network, receivedAt })
      const [quiet] = await subject.journal.reject([from('198.51.100.0/24', noon - 1000)])
      await subject.reopen()
      const { journal } = subject
      for (let index = 0; index < 30; index++) await journal.reject([from('203.0.113.0/24', noon + index)])
      const kept = await journal.rejections({ limit: 100 })
      expect(kept).toHaveLength(10)
      expect(kept.at(-1)?.seq).toBe(quiet?.seq)
      expect(kept.slice(0, 9).map(({ receivedAt }) => receivedAt - noon)).toEqual([
        29, 28, 27, 26, 25, 24, 23, 22, 21,
      ])
      // Another source has a budget of its own.
      await journal.reject([sampleRejection({ budget, source: 2 })])
      expect(await journal.rejections({ limit: 100 })).toHaveLength(11)
      expect((await journal.stats()).rejections).toBe(11)
    })

    journalTest(open, 'beyond the bytes, the network with most bytes makes room', async ({ journal }) => {
      const budget = { count: 1000, bytes: 100_000 }
      const of = (network: string, size: number) =>
        sampleRejection({ budget, network, payload: samplePayload({ body: new Uint8Array(size) }) })
      const small = await journal.reject(Array.from({ length: 5 }, () => of('small', 1000)))
      const large = await journal.reject([of('large', 40_000), of('large', 40_000), of('large', 40_000)])
      const seqs = (await journal.rejections({ limit: 100 })).map(({ seq }) => seq)
      expect(seqs).toEqual(expect.arrayContaining(small.map(({ seq }) => seq)))
      expect(seqs).not.toContain(large[0]?.seq)
      expect(seqs).toContain(large[2]?.seq)
      // One that is larger than the whole budget pushes out none of the others.
      await journal.reject([of('huge', 200_000)])
      const after = (await journal.rejections({ limit: 100 })).map(({ seq }) => seq)
      expect(after).toEqual(expect.arrayContaining(small.map(({ seq }) => seq)))
      expect((await journal.stats()).rejections).toBe(after.length)
    })
  })
}
