import { describe, expect } from 'vitest'
import type { BodySearch } from '../../../src/journal/port/look.ts'
import { accepted, noon, sampleEvent, samplePayload, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeSearch(open: OpenSubject): void {
  describe('a search through bodies', () => {
    journalTest(open, 'finds bytes wherever they stand, the newest first', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const bodies = [
        Buffer.from('{"order":10023}'),
        Buffer.from([0, 255, 1, 0, 50, 51]),
        Buffer.from('{"text":"Grüße % _ \\u00fc"}'),
        Buffer.alloc(0),
        Buffer.from('order 10023 again'),
      ]
      const answers = await journal.append(
        bodies.map((body, index) =>
          sampleEvent({
            epoch,
            source: 1 + (index % 2),
            type: index < 2 ? 'old' : 'new',
            receivedAt: noon + index,
            payload: samplePayload({ body }),
          }),
        ),
      )
      const seqs = answers.map((answer) => accepted(answer).seq)
      const [low = 0, high = 0] = [seqs[0], seqs.at(-1)]
      const search = async (bytes: string | Uint8Array, more: Partial<BodySearch> = {}) => {
        const whole = { low, high, limit: 10, sliceMs: 10_000 }
        const found = await journal.searchBodies({ bytes: Buffer.from(bytes), ...whole, ...more })
        return { ...found, items: found.items.map(({ seq }) => seqs.indexOf(seq)) }
      }
      expect(await search('10023')).toEqual({ items: [4, 0], looked: 5, reached: null })
      expect((await search('ü')).items).toEqual([2])
      expect((await search('% _')).items).toEqual([2])
      expect((await search('Order')).items).toEqual([])
      expect((await search(new Uint8Array([0, 50, 51]))).items).toEqual([1])
      expect((await search('10023', { limit: 1 })).items).toEqual([4])
      expect(await search('10023', { limit: 1, high: high - 1 })).toMatchObject({ items: [0], reached: low })
      expect(await search('10023', { type: 'old' })).toEqual({ items: [0], looked: 2, reached: null })
      expect(await search('23', { sources: [2] })).toEqual({ items: [1], looked: 2, reached: null })
      expect((await search('', { from: noon + 1, to: noon + 1 })).looked).toBe(0)
      expect(await search('10023', { sources: [] })).toEqual({ items: [], looked: 0, reached: null })
    })

    journalTest(open, 'ends with its slice, and the next goes on below', async ({ journal }) => {
      const { epoch } = await setUp(journal)
      const answers = await journal.append(
        Array.from({ length: 1500 }, (_, index) =>
          sampleEvent({ epoch, payload: samplePayload({ body: Buffer.from(`n${index}.`) }) }),
        ),
      )
      const seqs = answers.map((answer) => accepted(answer).seq)
      const found: number[] = []
      let looked = 0
      let slices = 0
      for (let high: number | null = seqs.at(-1) ?? 0; high !== null && high >= (seqs[0] ?? 0); ) {
        const slice = await journal.searchBodies({
          ...{ bytes: Buffer.from('7.'), low: seqs[0] ?? 0, high, limit: 1000, sliceMs: 0 },
        })
        found.push(...slice.items.map(({ seq }) => seqs.indexOf(seq)))
        looked += slice.looked
        slices++
        high = slice.reached === null ? null : slice.reached - 1
      }
      expect([looked, slices > 1]).toEqual([1500, true])
      expect(found).toEqual(Array.from({ length: 150 }, (_, index) => 1497 - 10 * index))
    })
  })
}
