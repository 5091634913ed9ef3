import { describe, expect, test } from 'vitest'
import { explore } from './lease-model.ts'

const guarded = {
  laneLockedWhileSettling: true,
  fenceCompared: true,
  leaseLocked: true,
  graceKept: true,
  doubtHeeded: true,
}

describe('lease, takeover and settlement, in every order of steps', () => {
  test('no state in which two owners settle, or a lane is taken before its lease has ended', () => {
    const { states, broken } = explore(guarded)
    expect(broken).toBeNull()
    expect(states).toBeGreaterThan(5000)
  })

  test.each([
    ['laneLockedWhileSettling', 'of a lane that another owns'],
    ['fenceCompared', 'of a lane that another owns'],
    ['leaseLocked', 'told that its lease still runs'],
    ['graceKept', 'told that its lease still runs'],
    ['doubtHeeded', 'told that its lease still runs'],
  ] as const)('without %s the model finds the hole', (guard, hole) => {
    expect(explore({ ...guarded, [guard]: false }).broken).toContain(hole)
  })
})
