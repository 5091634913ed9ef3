import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gate } from '../../src/deliver/gate.ts'
import type { Health } from '../../src/model/health.ts'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { sampleDestination } from '../journal/samples.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

const destination = { ...sampleDestination('app'), number: 1 }
const failed = { result: 'failed' as const, paceUntil: null }

function gateOf(limits: Partial<typeof defaultHealthLimits>) {
  const seen: Health[] = []
  const gate = new Gate({
    destination,
    now: Date.now,
    stopped: () => false,
    limits: { ...defaultHealthLimits, probeAfter: 2, probeAfterMs: 0, ...limits },
    report: () => undefined,
    onHealth: (health) => seen.push(health),
  })
  const users = [0, 1].map(() => {
    const user = { pumped: 0, shedded: 0, pump: () => void user.pumped++, shed: () => void user.shedded++ }
    gate.join(user)
    return user
  })
  const fail = (): void => {
    const permit = gate.take()
    if (permit === null) throw new Error('the gate is shut')
    gate.give(permit, failed)
  }
  const shed = (): number[] => users.map(({ shedded }) => shedded)
  return { gate, users, seen, fail, shed }
}

describe('a gate', () => {
  it('has every lane let go of its rows when it closes for long, once', () => {
    const { gate, fail, shed } = gateOf({ disableAfterMs: 5_000 })
    fail()
    expect(shed()).toEqual([0, 0])
    fail()
    expect(gate.health.state).toBe('probing')
    expect(shed()).toEqual([1, 1])
    vi.advanceTimersByTime(1_000)
    fail()
    expect(gate.health.state).toBe('probing')
    expect(shed()).toEqual([1, 1])
    vi.advanceTimersByTime(5_000)
    fail()
    expect(gate.health.state).toBe('disabled')
    expect(shed()).toEqual([2, 2])
  })

  it('has failed no longer for a clock that was set ahead, and no shorter for one that was set back', () => {
    const { gate, fail } = gateOf({ disableAfterMs: 5_000 })
    const set = (byMs: number): void => {
      vi.setSystemTime(Date.now() + byMs)
      gate.clockSet(byMs)
    }
    fail()
    set(400 * 86_400_000)
    fail()
    vi.advanceTimersByTime(1_000)
    fail()
    expect(gate.health.state).toBe('probing')
    set(-400 * 86_400_000)
    vi.advanceTimersByTime(5_000)
    fail()
    expect(gate.health.state).toBe('disabled')
  })

  it('sleeps through a rate of less than one in a month, which no single timer lasts', () => {
    const { gate, users, fail } = gateOf({})
    gate.update({ ...destination, policy: { ...destination.policy, ratePerSecond: 1e-7 } })
    fail()
    expect(gate.take()).toBeNull()
    for (const user of users) user.pumped = 0
    vi.advanceTimersByTime(24 * 3_600_000)
    expect(users.map(({ pumped }) => pumped)).toEqual([0, 0])
  })

  it('learns nothing from what ends after the last lane has left', () => {
    const { gate, users, seen } = gateOf({ probeAfter: 1 })
    const permits = [gate.take(), gate.take()]
    const [first, second] = users
    if (first === undefined || second === undefined || permits[0] == null || permits[1] == null)
      throw new Error()
    gate.leave(first)
    gate.give(permits[0], failed)
    expect(gate.health).toMatchObject({ failures: 1, state: 'probing' })
    const told = seen.length
    gate.leave(second)
    gate.give(permits[1], failed)
    expect(gate.health.failures).toBe(1)
    expect(seen.length).toBe(told)
  })
})
