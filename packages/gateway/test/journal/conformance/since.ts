import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { configured, nothingSetUp } from '../../../src/model/configuration.ts'
import { anyChange, listed } from '../course-of-changes.ts'
import { noon, sampleDestination, sampleSource } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeSince(open: OpenSubject): void {
  describe('what has changed since an epoch', () => {
    journalTest(
      open,
      'is what was touched and what is gone, and nothing of the rest',
      async ({ journal }) => {
        const route = { id: 'rte_1', source: 'src_a', destination: 'dst_x', filter: null, createdAt: noon }
        const first = await journal.configure(
          {
            sources: [sampleSource('a')],
            destinations: [sampleDestination('x'), sampleDestination('y')],
            routes: [route],
          },
          noon,
        )
        const second = await journal.configure(
          { destinations: [sampleDestination('y', { paused: 'operator' })], remove: ['rte_1'] },
          noon,
        )
        expect(second).toMatchObject({ from: first.epoch, sources: [], routes: [], removed: ['rte_1'] })
        expect(second.destinations.map(({ name, paused }) => [name, paused])).toEqual([['y', 'operator']])
        expect(await journal.since(first.epoch)).toEqual(second)
        const none = { destinations: [], lanes: [], removed: [] }
        expect(await journal.since(second.epoch)).toMatchObject({
          from: second.epoch,
          epoch: second.epoch,
          ...none,
        })
      },
    )

    journalTest(
      open,
      'is everything, where the epoch is none that it knows the way from',
      async ({ journal }) => {
        await journal.configure({ sources: [sampleSource('a')] }, noon)
        const { epoch } = await journal.configure({ sources: [sampleSource('b')] }, noon)
        for (const unknown of [null, epoch + 1, epoch - 1_000_000]) {
          const all = await journal.since(unknown)
          expect(all).toMatchObject({ from: null, epoch, removed: [] })
          expect(all.sources.map(({ name }) => name)).toEqual(['a', 'b'])
        }
      },
    )

    journalTest(open, 'leads from any state to what a full reading finds', async ({ journal }) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyChange, { minLength: 1, maxLength: 6 }),
          fc.nat(),
          async (course, at) => {
            const states = [configured(nothingSetUp, await journal.since(null))]
            for (const change of course) {
              const before = states.at(-1) ?? nothingSetUp
              states.push(configured(before, await journal.configure(change, noon)))
            }
            const whole = listed(configured(nothingSetUp, await journal.since(null)))
            expect(listed(states.at(-1) ?? nothingSetUp)).toEqual(whole)
            const earlier = states[at % states.length] ?? nothingSetUp
            const delta = await journal.since(earlier.epoch)
            expect(delta.from).toBe(earlier.epoch)
            expect(listed(configured(earlier, delta))).toEqual(whole)
          },
        ),
        { numRuns: 25 },
      )
    })
  })
}
