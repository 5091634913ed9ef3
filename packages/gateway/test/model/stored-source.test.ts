import { expect, it } from 'vitest'
import type { Source } from '../../src/model/source.ts'
import { defaultSourcePolicy } from '../../src/model/source-policy.ts'
import { readSource, storedSource } from '../../src/model/stored-source.ts'

const of = (maxBodyBytes: number | null) =>
  ({ id: 'src_1', policy: { ...defaultSourcePolicy('webex'), maxBodyBytes } }) as Source

it.each([null, 10, 1_048_576, 5_000_000])('a limit of %j comes back from its row', (limit) => {
  const row = JSON.parse(JSON.stringify(storedSource(of(limit))))
  // Gateways of before take it for a number.
  expect(row.policy.maxBodyBytes).toBeTypeOf('number')
  expect(readSource(row)).toEqual(of(limit))
})

it('a limit that a version of before has copied from the default is none of its own', () => {
  const row = { id: 'src_1', policy: { ...defaultSourcePolicy('webex'), maxBodyBytes: 1_048_576 } }
  expect(readSource(row).policy.maxBodyBytes).toBeNull()
  const own = { id: 'src_1', policy: { ...defaultSourcePolicy('webex'), maxBodyBytes: 65_536 } }
  expect(readSource(own).policy.maxBodyBytes).toBe(65_536)
})
