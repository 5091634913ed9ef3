import { describe, expect, test } from 'vitest'
import { judgeLook, type LookContext, type Seen } from '../../src/connect/judge-look.ts'
import type { Hook } from '../../src/connect/provider.ts'
import { ProviderError } from '../../src/connect/provider-error.ts'
import { judgeTarget } from '../../src/connect/target-url.ts'
import { nextLook } from '../../src/connect/watch.ts'
import {
  freshWatchState,
  mustWait,
  readWatchState,
  type WatchState,
  writeWatchState,
} from '../../src/connect/watch-state.ts'

const minute = 60_000
const t0 = 1_700_000_000_000
const target = 'https://hooks.example.com/in/webex'
const hook: Hook = { id: 'h1', url: target, state: 'active', wanted: true }
const fresh = freshWatchState(t0)

function judge(seen: Seen, before: WatchState = fresh, now: number = t0 + minute, first = false) {
  const context: LookContext = {
    webhook: 'h1',
    target,
    title: 'Webex',
    now,
    intervalMs: minute,
    before,
    first,
  }
  return judgeLook(seen, context)
}
const types = (judged: ReturnType<typeof judge>) => judged.notices.map(({ type }) => type)
const unanswered = (retryAfterMs: number | null = null) => ({
  error: new ProviderError('ERR_PROVIDER_FAILED', 'It failed.', { ambiguous: true, retryAfterMs }),
})

describe('a look', () => {
  test('all well: nothing to do, nothing to say', () => {
    const judged = judge({ hooks: [hook] })
    expect(judged).toMatchObject({
      wake: false,
      notices: [],
      state: { status: 'active', goodAt: t0 + minute, gap: null },
    })
  })

  test('a clock that was set back since the last look: a day is looked through, never a gap that ends before it begins', () => {
    const ahead: WatchState = { ...fresh, checkedAt: t0 + 60 * minute, goodAt: t0 + 60 * minute }
    const { state } = judge({ hooks: [hook] }, { ...ahead, status: 'active' })
    expect(state.gap).toEqual({ from: t0 + minute - 24 * 60 * minute, to: t0 + minute })
    expect(judge({ hooks: [{ ...hook, state: 'inactive' }] }, ahead).state.gap).toEqual(state.gap)
  })

  test('waits as the provider asked, but not by a clock that was ahead', () => {
    const asked = { ...fresh, checkedAt: t0, notBefore: t0 + 10 * minute }
    expect([t0, t0 + 9 * minute, t0 + 10 * minute, t0 - 1].map((now) => mustWait(asked, now))).toEqual([
      ...[true, true, false, false],
    ])
    expect(mustWait(fresh, t0)).toBe(false)
  })

  test('switched off: woken, told once, and the gap begins where it was last seen good', () => {
    const asleep = { hooks: [{ ...hook, state: 'inactive' as const }] }
    const first = judge(asleep)
    expect(types(first)).toEqual(['connection.inactive'])
    expect(first).toMatchObject({
      wake: true,
      state: { status: 'inactive', gap: { from: t0, to: t0 + minute } },
    })
    const second = judge(asleep, first.state, t0 + 2 * minute)
    expect(second).toMatchObject({
      wake: true,
      notices: [],
      state: { gap: { from: t0, to: t0 + 2 * minute } },
    })
    expect(types(judge({ hooks: [hook] }, second.state, t0 + 3 * minute))).toEqual(['connection.recovered'])
  })

  test('deleted or changed by a person: told once, left alone', () => {
    const gone = judge({ hooks: [] })
    expect([types(gone), gone.wake, gone.state.status]).toEqual([['connection.deleted'], false, 'deleted'])
    expect(types(judge({ hooks: [] }, gone.state))).toEqual([])
    for (const changed of [
      { ...hook, url: 'https://elsewhere.example.com/' },
      { ...hook, wanted: false },
    ]) {
      const moved = judge({ hooks: [changed] }, gone.state)
      expect([types(moved), moved.wake]).toEqual([['connection.moved'], false])
    }
  })

  test('accuses nobody where it sends to the same path at another address, which may have been this gateway’s', () => {
    const sentenceOf = (changed: Partial<Hook>) =>
      judge({ hooks: [{ ...hook, ...changed }] }).notices[0]?.sentence
    expect(sentenceOf({ url: 'https://old.example.com/in/webex' })).toBe(
      'The webhook at Webex sends to https://old.example.com, and this gateway is at https://hooks.example.com: its public URL has changed, or someone changed the webhook. "countersign connection repair" sets it right.',
    )
    for (const changed of [{ url: 'https://old.example.com/in/other' }, { wanted: false }])
      expect(sentenceOf(changed)).toMatch(/^Someone changed the webhook at Webex: /)
  })

  test('a refused token is told at once, a silent provider after three looks', () => {
    const revoked = { error: new ProviderError('ERR_PROVIDER_TOKEN', 'It does not accept the token.') }
    const refused = judge(revoked)
    expect(types(refused)).toEqual(['connection.refused'])
    expect(types(judge(revoked, refused.state))).toEqual([])
    let state = fresh
    const told: string[][] = []
    for (let n = 0; n < 5; n += 1) {
      const judged = judge(unanswered(), state)
      told.push(types(judged))
      state = judged.state
    }
    expect(told).toEqual([[], [], ['connection.unreachable'], [], []])
    expect(state.goodAt).toBe(t0)
    expect(types(judge({ hooks: [hook] }, state))).toEqual(['connection.recovered'])
  })

  test('Retry-After keeps the next look away', () => {
    expect(judge(unanswered(30 * minute)).state.notBefore).toBe(t0 + 31 * minute)
  })

  test('after an absence of our own there is a gap, and a provider that says nothing is asked to send again', () => {
    const late = judge({ hooks: [hook] }, fresh, t0 + 10 * minute)
    expect(late).toMatchObject({ wake: false, state: { gap: { from: t0, to: t0 + 10 * minute } } })
    const unknown = { hooks: [{ ...hook, state: 'unknown' as const }] }
    expect(judge(unknown)).toMatchObject({ wake: false, state: { status: 'unknown', gap: null } })
    expect(judge(unknown, fresh, t0 + 10 * minute)).toMatchObject({ wake: true })
  })

  test('every start, lost look and mended webhook is an absence since it was last seen right', () => {
    const gap = (before: WatchState, now: number, first = false) =>
      judge({ hooks: [hook] }, before, now, first).state.gap
    expect(gap(fresh, t0 + minute)).toBeNull()
    expect(gap(fresh, t0 + 1_000, true)).toEqual({ from: t0, to: t0 + 1_000 })
    expect(gap(fresh, t0 + 1.5 * minute + 5_000)).toBeNull()
    expect(gap(fresh, t0 + 1.5 * minute + 5_001)).toEqual({ from: t0, to: t0 + 1.5 * minute + 5_001 })
    const lost = judge(unanswered()).state
    expect(gap(lost, t0 + 2 * minute)).toEqual({ from: t0, to: t0 + 2 * minute })
    const deleted = judge({ hooks: [] }).state
    expect(gap(deleted, t0 + 2 * minute)).toEqual({ from: t0, to: t0 + 2 * minute })
    const moved = judge({ hooks: [{ ...hook, url: 'https://elsewhere.example.com/' }] }).state
    expect(gap(moved, t0 + 2 * minute)).toEqual({ from: t0, to: t0 + 2 * minute })
    const unknown = { hooks: [{ ...hook, state: 'unknown' as const }] }
    expect(judge(unknown, lost, t0 + 2 * minute).wake).toBe(true)
    expect(judge(unknown, fresh, t0 + 1_000, true).wake).toBe(true)
  })

  test('the state survives being written down, and nothing else is taken for one', () => {
    const { state } = judge({ hooks: [] })
    expect(readWatchState(writeWatchState(state))).toEqual(state)
    const lastGap = { from: 1, to: 2, found: 3, added: 1, beyondReach: ['deleted ones'] }
    expect(readWatchState(writeWatchState({ ...state, lastGap }))?.lastGap).toEqual(lastGap)
    // As it was written before there was one.
    const { lastGap: _none, ...older } = state
    expect(readWatchState(JSON.stringify(older))).toEqual(state)
    for (const wrong of [null, '', '{', '{}', '{"status":"odd"}', '[]'])
      expect(readWatchState(wrong)).toBeNull()
  })
})

test('a thousand connections spread their looks over the interval, each in its own place', () => {
  const seconds = new Map<number, number>()
  for (let n = 0; n < 1000; n += 1) {
    const at = nextLook(`con_${n}`, t0, minute)
    expect(at).toBeGreaterThan(t0)
    expect(at).toBeLessThanOrEqual(t0 + minute)
    expect(nextLook(`con_${n}`, at, minute)).toBe(at + minute)
    const second = Math.floor((at - t0) / 1000)
    seconds.set(second, (seconds.get(second) ?? 0) + 1)
  }
  expect(Math.max(...seconds.values())).toBeLessThan(50)
})

test.each([
  ['https://hooks.example.com', 'fit'],
  ['http://127.0.0.1:10007', 'warning'],
  ['http://localhost:10007', 'warning'],
  ['http://[::1]:10007', 'warning'],
  ['http://hooks.example.com', 'unfit'],
  ['https://192.168.1.7', 'unfit'],
  ['https://[fd00::1]', 'unfit'],
  ['https://0.0.0.0', 'unfit'],
  ['ftp://hooks.example.com', 'unfit'],
  ['https://user:pass@hooks.example.com', 'unfit'],
  ['hooks', 'unfit'],
])('the target %s is %s', (url, wanted) => {
  const judged = judgeTarget(url)
  expect(judged.fit ? (judged.warning === null ? 'fit' : 'warning') : 'unfit').toBe(wanted)
  if (!judged.fit) expect(judged.why).not.toContain('user:pass')
})
