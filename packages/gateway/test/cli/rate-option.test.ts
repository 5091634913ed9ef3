import { expect, test } from 'vitest'
import { parseRate } from '../../src/cli/options/rate-option.ts'
import { rates } from '../../src/model/bounds.ts'

test("a replay's rate is taken from where the API takes it, other rates from whatever is above 0", () => {
  const replay = parseRate(rates.replay)
  expect([replay('0.01'), replay('100000')]).toEqual([0.01, 100_000])
  for (const text of ['0', '0.009', '100001'])
    expect(() => replay(text)).toThrow('It must be a number from 0.01 up to 100000.')
  expect(parseRate(rates.source)('0.001')).toBe(0.001)
  expect(() => parseRate(rates.source)('0')).toThrow('It must be a number above 0, up to 1000000.')
})
