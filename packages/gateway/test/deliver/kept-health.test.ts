import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  afterAttempt,
  defaultHealthLimits,
  type Health,
  healthy,
  type Result,
} from '../../src/model/health.ts'
import { isKept, keptOf, restoredHealth, shownHealth } from '../../src/model/kept-health.ts'
import { pauseAfter } from '../../src/model/pause.ts'
import { sampleDestination } from '../journal/samples.ts'

const now = Date.UTC(2026, 10, 22)
const hour = 3_600_000
const destination = { ...sampleDestination('app'), number: 1 }

/** The health and the news after attempts, `everyMs` apart, with a restart after each `restartEvery`. */
function run(
  results: readonly Result[],
  everyMs: number,
  restartEvery: number,
): { health: Health; news: string[] } {
  let health = healthy
  const news: string[] = []
  for (const [n, result] of results.entries()) {
    if (n % restartEvery === 0) {
      health = restoredHealth(keptOf(destination, health), destination, defaultHealthLimits)
    }
    const probe = health.state === 'probing'
    const ended = { result, probe, now: now + n * everyMs, concurrency: 32 }
    const step = afterAttempt(health, ended, defaultHealthLimits)
    health = step.health
    if (step.news !== null) news.push(step.news)
    // It is paused, and nothing more is sent.
    if (health.state === 'disabled') break
  }
  return { health, news }
}

describe('what is kept of a health', () => {
  it('counts the days and the warnings on, however often it is restarted', () => {
    const results = Array.from({ length: 24 * 6 }, () => 'failed' as const)
    const whole = run(results, hour, results.length)
    expect(whole.news).toEqual(['warning', 'failing', 'warning', 'warning', 'warning', 'disabled'])
    for (const every of [1, 2, 5, 24]) expect(run(results, hour, every).news).toEqual(whole.news)
  })

  it('is disabled at the same moment with restarts and without, whatever the course', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Result>('failed', 'failed', 'failed', 'refused', 'ok'), { maxLength: 80 }),
        fc.integer({ min: 1, max: 10 }),
        (results, every) => {
          const told = ({ news }: { news: string[] }) => news.filter((one) => one !== 'recovered')
          const [whole, restarted] = [run(results, 4 * hour, 1_000), run(results, 4 * hour, every)]
          expect(told(restarted).filter((one) => one !== 'failing')).toEqual(
            told(whole).filter((one) => one !== 'failing'),
          )
          expect(restarted.health.failingSince).toBe(whole.health.failingSince)
        },
      ),
    )
  })

  it('does not count from before a resumption', () => {
    const { health } = run(
      Array.from({ length: 20 }, () => 'failed' as const),
      hour,
      100,
    )
    const kept = keptOf(destination, health)
    const resumed = { ...destination, resumedAt: now }
    expect(restoredHealth(kept, destination, defaultHealthLimits)).toMatchObject({
      state: 'probing',
      failures: 20,
    })
    expect(restoredHealth(kept, resumed, defaultHealthLimits)).toEqual(healthy)
    expect(shownHealth(kept, destination)).toMatchObject({
      state: 'probing',
      failures: 20,
      failingSince: now,
    })
    expect(shownHealth(kept, resumed)).toEqual({ state: 'healthy', failures: 0, failingSince: null })
    expect(shownHealth(undefined, { ...destination, paused: 'gone' }).state).toBe('disabled')
  })

  it('is the same where one failure more changes nothing that follows', () => {
    const kept = {
      ...keptOf(destination, healthy),
      state: 'probing' as const,
      failures: 10,
      failingSince: now,
    }
    expect(isKept(kept, { ...kept, failures: 11 }, 10)).toBe(true)
    expect(isKept({ ...kept, failures: 8 }, { ...kept, failures: 9 }, 10)).toBe(false)
    expect(isKept(kept, { ...kept, warnings: 1 }, 10)).toBe(false)
    expect(isKept(kept, { ...kept, round: 5 }, 10)).toBe(false)
    expect(isKept(undefined, keptOf({ ...destination, resumedAt: 7 }, healthy), 10)).toBe(true)
  })
})

describe('a pause', () => {
  const paused = (by: 'operator' | 'health' | 'gone' | null) => ({ ...destination, paused: by })

  it.each([
    [null, { paused: true }, 'operator', false],
    [null, { paused: false }, null, false],
    [null, {}, null, false],
    ['operator', { paused: false }, null, true],
    ['health', { paused: false }, null, true],
    ['gone', { paused: false }, null, true],
    ['gone', { paused: true }, 'gone', false],
    ['health', {}, 'health', false],
    ['health', { moved: false }, 'health', false],
    ['health', { moved: true }, null, true],
    ['gone', { moved: true }, null, true],
    ['gone', { moved: true, paused: true }, 'operator', true],
    ['operator', { moved: true }, 'operator', true],
    [null, { moved: true }, null, true],
  ] as const)('%s, then %o, is %s', (before, change, after, resumed) => {
    expect(pauseAfter(paused(before), change, now)).toEqual({ paused: after, resumedAt: resumed ? now : 0 })
  })

  it('never resumes at the same moment twice, whatever the clock says', () => {
    const again = pauseAfter({ ...paused('gone'), resumedAt: now + 5 }, { paused: false }, now)
    expect(again.resumedAt).toBe(now + 6)
  })
})
