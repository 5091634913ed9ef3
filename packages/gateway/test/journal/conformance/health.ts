import { describe, expect } from 'vitest'
import type { KeptHealth } from '../../../src/model/kept-health.ts'
import { noon, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

function sampleHealth(destination: number, change: Partial<KeptHealth> = {}): KeptHealth {
  return { destination, round: 0, state: 'probing', failures: 12, failingSince: noon, warnings: 1, ...change }
}

export function describeHealth(open: OpenSubject): void {
  describe('health', () => {
    journalTest(open, 'is kept by destination, across a reopening', async (subject) => {
      const { destinations } = await setUp(subject.journal, 'app', 'other', 'well')
      const [app = -1, other = -1, well = -1] = destinations
      expect(await subject.journal.healths([app, other])).toEqual(new Map())
      expect(await subject.journal.healths([])).toEqual(new Map())
      await subject.journal.keepHealth([])
      const good = sampleHealth(other, { state: 'healthy', failures: 0, failingSince: null, warnings: 0 })
      await subject.journal.keepHealth([good, sampleHealth(app)])
      await subject.journal.keepHealth([sampleHealth(app, { state: 'disabled', failures: 40, warnings: 4 })])
      await subject.reopen()
      const kept = await subject.journal.healths([well, app, other])
      expect(kept.get(app)).toEqual(sampleHealth(app, { state: 'disabled', failures: 40, warnings: 4 }))
      expect(kept.get(other)).toEqual(good)
      expect(kept.size).toBe(2)
      expect((await subject.journal.healths([other])).size).toBe(1)
    })

    journalTest(open, 'of an earlier round replaces nothing', async ({ journal }) => {
      const [app = -1] = (await setUp(journal, 'app')).destinations
      const fresh = sampleHealth(app, { round: noon, state: 'healthy', failures: 1 })
      await journal.keepHealth([fresh])
      await journal.keepHealth([sampleHealth(app, { state: 'disabled' })])
      expect((await journal.healths([app])).get(app)).toEqual(fresh)
    })

    journalTest(open, 'is written by two gateways at once', async (subject) => {
      const { destinations } = await setUp(
        subject.journal,
        ...Array.from({ length: 20 }, (_, i) => `app${i}`),
      )
      const other = (await subject.second?.()) ?? subject.journal
      await Promise.all(
        Array.from({ length: 10 }, (_, i) => {
          const seen = destinations.map((number) => sampleHealth(number, { failures: i }))
          return i % 2 === 0 ? subject.journal.keepHealth(seen) : other.keepHealth(seen.toReversed())
        }),
      )
      expect((await other.healths(destinations)).size).toBe(20)
    })
  })
}
