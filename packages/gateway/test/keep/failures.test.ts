import { expect, test } from 'vitest'
import { ErasureFailures } from '../../src/keep/failures.ts'

test('an erasure that fails waits twice as long each time, up to five minutes', () => {
  let now = 0
  const failures = new ErasureFailures(() => now)
  const erasure = { number: 7, state: 'running' } as const
  const waits: number[] = []
  for (let times = 0; times < 9; times++) {
    expect(failures.waits(erasure)).toBe(false)
    const waitMs = failures.add(erasure, 'why')
    waits.push(waitMs)
    now += waitMs - 1
    expect(failures.waits(erasure)).toBe(true)
    now += 1
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300].map((seconds) => seconds * 1000))
  expect(failures.whyOf(7)).toBe('why')

  // Another matter once it was canceled, and from the start once it went on.
  expect(failures.add({ number: 7, state: 'canceling' }, 'else')).toBe(5_000)
  failures.forget(7)
  expect(failures.whyOf(7)).toBeNull()
  expect(failures.add(erasure, 'why')).toBe(5_000)
  expect(failures.add({ number: 8, state: 'running' }, 'why')).toBe(5_000)
})
