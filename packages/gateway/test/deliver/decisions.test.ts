import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rate } from '../../src/deliver/rate.ts'
import type { Answer } from '../../src/model/answer.ts'
import {
  afterAttempt,
  defaultHealthLimits,
  type Health,
  healthy,
  type Result,
} from '../../src/model/health.ts'
import { type Judgement, judge } from '../../src/model/judge.ts'
import { longestRetryAfterMs, parseRetryAfter } from '../../src/model/retry-after.ts'
import { defaultDeliveryPolicy, retryAt } from '../../src/model/schedule.ts'
import { outcomeOf } from '../../src/transports/http/outcome.ts'

const now = Date.UTC(2026, 10, 22)
const day = 86_400_000
const own = { policy: defaultDeliveryPolicy }

function answered(status: number | null, more: Partial<Answer> = {}): Answer {
  return { status, failure: null, retryAfter: null, body: new Uint8Array(0), ms: 1, ...more }
}

/** As HTTP reads an answer. */
function judged(
  answer: Answer,
  ...[n, destination, at, random]: Parameters<typeof judge> extends [unknown, ...infer Rest] ? Rest : never
): Judgement {
  return judge(outcomeOf(answer, at), n, destination, at, random)
}

describe('judge', () => {
  it.each([
    [200, null],
    [201, null],
    [204, null],
    [299, null],
    [301, 'ERR_DELIVERY_REDIRECT'],
    [304, 'ERR_DELIVERY_REDIRECT'],
    [308, 'ERR_DELIVERY_REDIRECT'],
    [400, 'ERR_DELIVERY_REFUSED'],
    [404, 'ERR_DELIVERY_REFUSED'],
    [410, 'ERR_DELIVERY_GONE'],
    [429, 'ERR_DELIVERY_BUSY'],
    [500, 'ERR_DELIVERY_FAILED'],
    [503, 'ERR_DELIVERY_FAILED'],
    [999, 'ERR_DELIVERY_FAILED'],
    [null, 'ERR_DELIVERY_PROTOCOL'],
  ])('%s is %s', (status, code) => {
    const judgement = judged(answered(status), 1, own, now, () => 0)
    expect(judgement.code).toBe(code)
    expect(judgement.next).toEqual(code === null ? { state: 'delivered' } : { retryAt: now + 5_000 })
  })

  it('believes a status that has come, whatever became of the rest of its answer', () => {
    const cut = (status: number): unknown =>
      judged(answered(status, { failure: 'ERR_DELIVERY_ANSWER_CUT', retryAfter: '60' }), 1, own, now, () => 0)
    expect(cut(204)).toEqual({
      next: { state: 'delivered' },
      code: 'ERR_DELIVERY_ANSWER_CUT',
      paceUntil: null,
    })
    expect(cut(503)).toMatchObject({ code: 'ERR_DELIVERY_FAILED', next: { retryAt: now + 60_000 } })
    expect(cut(429)).toMatchObject({ code: 'ERR_DELIVERY_BUSY', paceUntil: now + 60_000 })
    expect(cut(410)).toMatchObject({ code: 'ERR_DELIVERY_GONE' })
  })

  it('lets Retry-After lengthen the wait and never shorten it', () => {
    const wait = (retryAfter: string): unknown =>
      judged(answered(503, { retryAfter }), 1, own, now, () => 0).next
    expect(wait('60')).toEqual({ retryAt: now + 60_000 })
    expect(wait('1')).toEqual({ retryAt: now + 5_000 })
    expect(wait('999999999')).toEqual({ retryAt: now + longestRetryAfterMs })
    expect(wait('soon')).toEqual({ retryAt: now + 5_000 })
    const elsewhere = judged(answered(500, { retryAfter: '60' }), 1, own, now, () => 0)
    expect(elsewhere).toMatchObject({ next: { retryAt: now + 5_000 }, paceUntil: null })
  })

  it('lets no delivery die of a 410 that pauses a tenant’s destination, and every other of anything else', () => {
    const tenants = { ...own, tenant: 'acme' }
    const last = defaultDeliveryPolicy.retryScheduleMs.length + 1
    for (const n of [1, last]) {
      expect(judged(answered(410), n, tenants, now, () => 0.5)).toEqual({
        next: { retryAt: now },
        code: 'ERR_DELIVERY_GONE',
        paceUntil: null,
      })
    }
    expect(judged(answered(410), last, { ...own, tenant: null }, now, () => 0).next).toEqual({
      state: 'dead',
    })
    expect(judged(answered(404), last, tenants, now, () => 0).next).toEqual({ state: 'dead' })
  })

  it('gives up after the last wait', () => {
    const last = defaultDeliveryPolicy.retryScheduleMs.length
    expect(judged(answered(500), last, own, now, () => 0).next).toHaveProperty('retryAt')
    expect(judged(answered(500), last + 1, own, now, () => 0).next).toEqual({
      state: 'dead',
    })
    expect(judged(answered(200), last + 1, own, now, () => 0).next).toEqual({
      state: 'delivered',
    })
  })
})

describe('the first of an order that blocks what comes after it', () => {
  const policyOf = (retryScheduleMs: readonly number[], whenDead: 'skip' | 'block') => ({
    policy: { ...defaultDeliveryPolicy, retryScheduleMs, order: { key: 'source', whenDead } },
  })
  const next = (n: number, retryScheduleMs: readonly number[], whenDead: 'skip' | 'block'): unknown =>
    judged(answered(500), n, policyOf(retryScheduleMs, whenDead), now, () => 0).next

  it('is tried again for ever, after the last wait of its schedule', () => {
    expect(next(1, [1000, 5000], 'block')).toEqual({ retryAt: now + 1000 })
    for (const n of [2, 3, 100]) expect(next(n, [1000, 5000], 'block')).toEqual({ retryAt: now + 5000 })
  })

  it('waits a minute each time where it has no schedule', () => {
    for (const n of [1, 2, 50]) expect(next(n, [], 'block')).toEqual({ retryAt: now + 60_000 })
  })

  it('dies as any other where it is skipped', () => {
    expect(next(2, [1000, 5000], 'skip')).toEqual({ retryAt: now + 5000 })
    expect(next(3, [1000, 5000], 'skip')).toEqual({ state: 'dead' })
    expect(next(1, [], 'skip')).toEqual({ state: 'dead' })
  })
})

describe('the default schedule', () => {
  it('is what the guide says: thirteen attempts, and how each is made', () => {
    const waits = defaultDeliveryPolicy.retryScheduleMs.map((ms) => ms / 1000)
    const hours = [1, 2, 4, 8, 12, 20, 24].map((each) => each * 3600)
    expect(waits).toEqual([5, 30, 120, 600, 1800, ...hours])
    expect(defaultDeliveryPolicy).toMatchObject({ timeoutMs: 15_000, concurrency: 32, ratePerSecond: null })
  })

  it('adds up to a fifth of a wait, as chance has it', () => {
    expect(retryAt(1, now, [1000], () => 0)).toBe(now + 1000)
    expect(retryAt(1, now, [1000], () => 0.5)).toBe(now + 1100)
    expect(retryAt(2, now, [1000, 10], () => 0.25)).toBe(now + 11)
  })

  it('lasts about three days and only grows', () => {
    const waits = defaultDeliveryPolicy.retryScheduleMs
    const total = waits.reduce((sum, wait) => sum + wait, 0)
    expect(total / day).toBeGreaterThan(2.9)
    expect(total / day).toBeLessThan(3.1)
    expect([...waits].sort((one, other) => one - other)).toEqual(waits)
  })

  it('adds jitter and never takes any', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (n, random) => {
        const waits = defaultDeliveryPolicy.retryScheduleMs
        const at = retryAt(n + 1, now, waits, () => random)
        const wait = waits[n]
        if (wait === undefined) expect(at).toBeNull()
        else {
          expect(at).toBeGreaterThanOrEqual(now + wait)
          expect(at).toBeLessThanOrEqual(now + wait * 1.2 + 1)
          expect(Number.isSafeInteger(at)).toBe(true)
        }
      }),
    )
  })
})

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['99999999999999999999', longestRetryAfterMs],
    ['Sun, 22 Nov 2026 00:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 00:00:00 GMT', 0],
    ['Sun, 22 Nov 2099 00:00:00 GMT', longestRetryAfterMs],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['Sunday, 22-Nov-26 00:01:00 GMT', 60_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Sun Nov 22 00:01:00 2026', 60_000],
    ['Sun Nov  1 00:00:00 2026', 0],
    ['Sun Nov 1 00:00:00 2026', null],
    ['Sun, 22-Nov-26 00:01:00 GMT', null],
    ['60\n120', 120_000],
    ['60, 120', 120_000],
    ['later\n30', 30_000],
    ['Sun, 22 Nov 2026 00:01:00 GMT\n5', 60_000],
    // Two digits of a year are 50 years from now at most.
    ['Sunday, 22-Nov-76 00:01:00 GMT', longestRetryAfterMs],
    ['Monday, 22-Nov-77 00:01:00 GMT', 0],
    // So long at most: one wait, and all of them.
    [`${'0'.repeat(63)}5`, 5_000],
    [`${'0'.repeat(64)}5`, null],
    [`${'9\n'.repeat(127)}12`, 12_000],
    [`${'9\n'.repeat(127)}120`, null],
    ['5,', null],
    ['2026-11-22T00:00:00Z', null],
    ['', null],
    ['x'.repeat(10_000), null],
    [null, null],
  ])('%s is %s', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms)
  })

  it('is an hour at most', () => {
    expect(parseRetryAfter('3600', now)).toBe(3_600_000)
    expect(parseRetryAfter('3601', now)).toBe(3_600_000)
  })

  it('is total and bounded', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = parseRetryAfter(text, now)
        expect(ms === null || (ms >= 0 && ms <= longestRetryAfterMs)).toBe(true)
      }),
    )
  })
})

describe('health', () => {
  const after = (health: Health, result: Result, at: number, probe = health.state === 'probing') =>
    afterAttempt(health, { result, probe, now: at, concurrency: 32 }, defaultHealthLimits)
  const failing = (times: number, everyMs: number): { health: Health; news: string[]; at: number } => {
    let [health, at] = [healthy, now]
    const news: string[] = []
    for (let n = 0; n < times; n++) {
      const step = after(health, 'failed', at)
      health = step.health
      if (step.news !== null) news.push(step.news)
      at += everyMs
    }
    return { health, news, at }
  }

  it('goes from healthy through slowing to probing, and back by success alone', () => {
    expect(failing(2, 10).health.state).toBe('healthy')
    expect(failing(3, 10).health).toMatchObject({ state: 'slowing', limit: 16 })
    const { health, news } = failing(10, 1_000)
    expect(health).toMatchObject({ state: 'probing', limit: 1, probeWaitMs: 1_000 })
    expect(news).toEqual(['failing'])
    let step = after(health, 'ok', now + 5_000)
    expect(step).toMatchObject({ health: { state: 'slowing', limit: 1, failures: 0 }, news: 'recovered' })
    for (const limit of [2, 4, 8, 16]) {
      step = after(step.health, 'ok', now)
      expect(step).toMatchObject({ health: { state: 'slowing', limit }, news: null })
    }
    expect(after(step.health, 'ok', now).health).toEqual(healthy)
  })

  it('probes at growing intervals, up to a minute', () => {
    const waits: number[] = []
    let { health } = failing(10, 1_000)
    for (let n = 0; n < 10; n++) {
      waits.push(health.probeWaitMs)
      health = after(health, 'failed', now).health
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map((s) => s * 1000))
  })

  it('is not slowed by answers that refuse, but they are no success', () => {
    let health = failing(10, 1_000).health
    health = after(health, 'refused', now + 11_000).health
    expect(health).toMatchObject({ state: 'slowing', limit: 1, failures: 11, failingSince: now })
    let at = now
    let refusing = healthy
    const news: (string | null)[] = []
    for (let n = 0; n < 24 * 6; n++) {
      const step = after(refusing, 'refused', at)
      refusing = step.health
      if (step.news !== null) news.push(step.news)
      at += 3_600_000
    }
    expect(news).toEqual(['warning', 'warning', 'warning', 'warning', 'disabled'])
  })

  it('minds no failure of an attempt that was under way when probing began', () => {
    const { health } = failing(10, 1_000)
    expect(after(health, 'failed', now + 500, false).health.probeAt).toBe(health.probeAt)
  })

  it('warns, then disables after five days of nothing but failure', () => {
    const { health, news, at } = failing(24 * 6, 3_600_000)
    expect(news).toEqual(['warning', 'failing', 'warning', 'warning', 'warning', 'disabled'])
    expect(health.state).toBe('disabled')
    expect(after(health, 'ok', at).health.state).toBe('disabled')
  })

  it('is disabled at once by a 410 that says so', () => {
    const step = after(healthy, 'gone', now)
    expect(step).toMatchObject({ health: { state: 'disabled', failures: 1 }, news: 'gone' })
    expect(after(step.health, 'gone', now)).toEqual({ health: step.health, news: null })
  })

  it('does not disable a quiet destination for a few failures that lie far apart', () => {
    expect(failing(5, 3 * day).health.state).not.toBe('disabled')
  })

  it('never has fewer than one attempt, nor more than the policy, on its way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom<Result>('ok', 'refused', 'failed'), { maxLength: 200 }),
        fc.integer({ min: 1, max: 64 }),
        (results, concurrency) => {
          let health = healthy
          for (const [n, result] of results.entries()) {
            const probe = health.state === 'probing'
            health = afterAttempt(
              health,
              { result, probe, now: now + n * 1_000, concurrency },
              defaultHealthLimits,
            ).health
            expect(health.limit).toBeGreaterThanOrEqual(1)
            if (health.state === 'slowing') expect(health.limit).toBeLessThan(Math.max(2, concurrency))
          }
        },
      ),
    )
  })
})

describe('a rate', () => {
  it('is kept over time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 50 }), (perSecond, lagMs) => {
        let at = 0
        const rate = new Rate(perSecond, at)
        let taken = 0
        while (at < 20_000) {
          const waitMs = rate.waitMs(at)
          if (waitMs > 0) at += waitMs + (lagMs % 7)
          else {
            rate.take()
            taken += 1
          }
        }
        expect(taken).toBeLessThanOrEqual(perSecond * 20 + 2 + perSecond / 10)
        expect(taken).toBeGreaterThanOrEqual(perSecond * 20 * 0.95 - 2)
      }),
      { numRuns: 30 },
    )
  })
})

it('Retry-After is read in every month, in all three forms of a date', () => {
  for (let month = 0; month < 12; month++) {
    const at = Date.UTC(2026, month, 5, 10, 20, 30)
    const [, day = '', name = '', year = '', time = ''] =
      /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(at).toUTCString()) ?? []
    const weekday = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'][
      new Date(at).getUTCDay()
    ]
    for (const form of [
      new Date(at).toUTCString(),
      `${weekday}, ${day}-${name}-${year.slice(2)} ${time} GMT`,
      `${weekday?.slice(0, 3)} ${name}  5 ${time} ${year}`,
    ])
      expect([form, parseRetryAfter(form, at - 7_000)]).toEqual([form, 7_000])
  }
})
