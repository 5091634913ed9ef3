import fc from 'fast-check'
import { expect, test } from 'vitest'

test('properties are tried with the same values in every run', () => {
  const { seed } = fc.readConfigureGlobal()
  expect(seed).toBe(Number(process.env.COUNTERSIGN_TEST_SEED ?? 1))
  const tried = (): number[] => {
    const values: number[] = []
    fc.assert(fc.property(fc.nat(), (value) => void values.push(value)))
    return values
  }
  expect(tried()).toEqual(tried())
})
