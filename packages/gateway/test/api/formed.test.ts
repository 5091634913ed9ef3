import { expect, test } from 'vitest'
import { z } from 'zod'
import { formedOf } from '../../src/api/shapes/formed.ts'
import type { Declared } from '../../src/setup/declared.ts'
import { mostFaults } from '../../src/setup/formed.ts'

const route = { source: 'bot', destination: 'app' }
const schema = z.strictObject({
  routes: z.array(z.strictObject({ source: z.string(), destination: z.string() })),
}) as z.ZodType<Declared, unknown>
const misshapen = (count: number): unknown[] => Array.from({ length: count }, () => ({ ...route, source: 1 }))

test('what is of the right form is told apart from the rest, by its place', () => {
  const { wanted, faults, places } = formedOf(schema, { routes: [...misshapen(2), route] })
  expect([wanted, places]).toEqual([{ routes: [route] }, { routes: [2] }])
  expect(faults.map(({ at }) => at)).toEqual(['/routes/0/source', '/routes/1/source'])
})

test('beside as many faults as are told at once the rest is looked at, beside more it is not', () => {
  const formed = (count: number) => formedOf(schema, { routes: [...misshapen(count), route] })
  expect(formed(mostFaults).wanted).toEqual({ routes: [route] })
  const { wanted, faults } = formed(mostFaults + 5000)
  expect(wanted).toEqual({})
  expect(faults).toHaveLength(mostFaults + 1)
})
