import { expect, test } from 'vitest'
import { aheadOf, clockProblem } from '../../src/model/clock-difference.ts'
import { withServer } from './with-server.ts'

const world = withServer()

test('a clock that is set under a running gateway is seen, told, and forgiven', async () => {
  let offset = 0
  const said: string[] = []
  const say = (text: string): void => void said.push(text)
  const url = await world.server.database()
  const journal = await world.open({ url, now: () => Date.now() + offset, log: { info: say, warn: say } })
  expect(clockProblem(journal.clockAheadMs())).toBeNull()
  offset = -3_600_000
  await expect.poll(() => clockProblem(journal.clockAheadMs()), { timeout: 20_000 }).toContain('behind')
  expect(said.join()).toContain('behind')
  offset = 400 * 86_400_000
  await expect.poll(() => clockProblem(journal.clockAheadMs()), { timeout: 20_000 }).toContain('ahead')
  offset = 0
  await expect.poll(() => said.join(), { timeout: 20_000 }).toContain('agree again')
  expect(clockProblem(journal.clockAheadMs())).toBeNull()
})

test('what the journey takes is no difference', () => {
  expect(aheadOf(1500, 1000, 2000)).toBe(0)
  expect(aheadOf(1500, 1600, 2000)).toBe(100)
  expect(aheadOf(2500, 1600, 2000)).toBe(-500)
  expect(clockProblem(60_000)).toBeNull()
  expect(clockProblem(-60_001)).toContain('60 s behind')
})
