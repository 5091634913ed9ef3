import { expect, test } from 'vitest'
import { schemes as catalogue } from '../src/catalogue.ts'
import type { Scheme } from '../src/index.ts'

/** The names of all settings that a piece of data reads, wherever they stand in it. */
function paramsRead(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return []
  const own = 'param' in data && typeof data.param === 'string' ? [data.param] : []
  return [...own, ...Object.values(data).flatMap(paramsRead)]
}

const schemes: readonly Scheme[] = Object.values(catalogue)
const withHandshake = schemes.filter(({ handshake }) => handshake !== undefined)

test('there are handshakes to look at, some of which read settings', () => {
  expect(withHandshake.length).toBeGreaterThan(20)
  expect(withHandshake.some(({ handshake }) => paramsRead(handshake).length > 0)).toBe(true)
})

test.each(withHandshake.map((scheme) => [scheme.name, scheme] as const))(
  '%s declares each setting that its handshake reads: what is not declared cannot be set',
  (_name, scheme) => {
    const declared = Object.keys(scheme.proof.params ?? {})
    expect(declared).toEqual(expect.arrayContaining([...new Set(paramsRead(scheme.handshake))]))
  },
)
