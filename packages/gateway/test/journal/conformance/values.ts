import { describe, expect } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { ValueQuery } from '../../../src/journal/port/look.ts'
import { accepted, ledger, noon, sampleEvent, sampleRejection, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'
import { eraseNow, purgeAll, sampleErasure } from './erasures.ts'
import { pruneAll } from './keep.ts'

const largest = 2 ** 52 - 1

export function describeValues(open: OpenSubject): void {
  describe('events by value', () => {
    const look = (journal: Journal, value: number, more: Partial<ValueQuery> = {}) =>
      journal.eventsByValue({ source: 1, value, limit: 10, look: 100, ...more })
    const find = async (journal: Journal, value: number, more: Partial<ValueQuery> = {}): Promise<number[]> =>
      (await look(journal, value, more)).items.map(({ seq }) => seq)

    journalTest(
      open,
      'are found newest first, of their source alone, across a reopening',
      async (subject) => {
        const { journal } = subject
        const { epoch } = await setUp(journal)
        const answers = await journal.append(
          [[5, largest], [5], [], [6, 0], [5]].map((values, index) =>
            sampleEvent({
              ...{ epoch, values, source: index === 4 ? 2 : 1, receivedAt: noon + index },
              type: index === 1 ? 'other' : 'made',
            }),
          ),
        )
        const [a = 0, b = 0, , d = 0, e = 0] = answers.map((answer) => accepted(answer).seq)
        expect(await find(journal, 5)).toEqual([b, a])
        expect(await find(journal, 5, { source: 2 })).toEqual([e])
        expect([await find(journal, largest), await find(journal, 0), await find(journal, 7)]).toEqual([
          [a],
          [d],
          [],
        ])
        expect(await find(journal, 5, { limit: 1 })).toEqual([b])
        expect(await find(journal, 5, { before: b })).toEqual([a])
        expect(await find(journal, 5, { type: 'other' })).toEqual([b])
        expect(await find(journal, 5, { from: noon + 1 })).toEqual([b])
        expect(await find(journal, 5, { to: noon + 1 })).toEqual([a])
        await subject.reopen()
        expect(await find(subject.journal, 5)).toEqual([b, a])
        expect((await look(subject.journal, 6, { limit: 1 })).items[0]).toEqual(
          await subject.journal.event(d),
        )
      },
    )

    journalTest(
      open,
      'are looked for among so many that have the value, and further on',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const answers = await journal.append(
          [0, 1, 2, 3, 4].map((n) => sampleEvent({ epoch, values: [5], type: n === 0 ? 'rare' : 'made' })),
        )
        const [rare = 0, , third = 0, fourth = 0] = answers.map((answer) => accepted(answer).seq)
        const rareBelow = async (before?: number) => {
          const { items, reached } = await look(journal, 5, {
            ...{ type: 'rare', look: 2 },
            ...(before !== undefined && { before }),
          })
          return [items.map(({ seq }) => seq), reached]
        }
        expect(await rareBelow()).toEqual([[], fourth])
        expect(await rareBelow(third)).toEqual([[rare], rare])
        expect(await rareBelow(rare)).toEqual([[], null])
        const { items, reached } = await look(journal, 5, { limit: 3 })
        expect([items.map(({ seq }) => seq)[2], reached]).toEqual([third, third])
      },
    )

    journalTest(
      open,
      'are those that were stored, let in ones too, and no duplicates',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const [refused] = await journal.reject([sampleRejection()])
        const one = sampleEvent({ epoch, values: [1], ledger: ledger('one') })
        const answers = await journal.append([
          one,
          { ...one, values: [1, 2] },
          sampleEvent({ epoch: epoch + 1, values: [1] }),
          sampleEvent({ epoch, values: [1], rejection: refused?.seq ?? 0 }),
          sampleEvent({ epoch, values: [1], rejection: refused?.seq ?? 0 }),
        ])
        expect(answers.map(({ outcome }) => outcome)).toEqual([
          ...['accepted', 'duplicate', 'stale', 'accepted', 'gone'],
        ])
        const [first, , , letIn] = answers
        const act = {
          by: { kind: 'token', id: 'tok_1' },
          operation: 'x',
          target: '/x',
          asked: undefined,
        } as const
        const [acted] = await journal.by(act, noon).append([sampleEvent({ epoch, values: [1] })])
        expect(await find(journal, 1)).toEqual([acted, letIn, first].map((each) => accepted(each).seq))
        expect(await find(journal, 2)).toEqual([])
      },
    )

    journalTest(
      open,
      'are not found once they are erased, or their content is pruned',
      async ({ journal }) => {
        const { epoch } = await setUp(journal)
        const answers = await journal.append(
          [0, 1, 2].map((n) => sampleEvent({ epoch, values: [1], receivedAt: noon + n })),
        )
        const [a = 0, b = 0, c = 0] = answers.map((answer) => accepted(answer).seq)
        const erasure = await journal.createErasure(sampleErasure())
        await eraseNow(journal, erasure, [b])
        expect(await find(journal, 1)).toEqual([c, a])
        await purgeAll(journal, erasure.number)
        expect(await find(journal, 1)).toEqual([c, a])
        await pruneAll(journal, { payloadsBefore: noon + 1 })
        expect(await find(journal, 1)).toEqual([c])
        expect((await journal.event(a))?.seq).toBe(a)
      },
    )
  })
}
