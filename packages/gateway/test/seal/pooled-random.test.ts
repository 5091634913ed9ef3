import { expect, test } from 'vitest'
import { createPooledRandom } from '../../src/seal/pooled-random.ts'

/** Fills with numbers that rise, so that each byte tells where it comes from. */
function counted(): { random: (bytes: number) => Uint8Array; fills: number[]; pools: Uint8Array[] } {
  const fills: number[] = []
  const pools: Uint8Array[] = []
  let next = 0
  const random = createPooledRandom((pool) => {
    fills.push(pool.length)
    pools.push(pool)
    for (let at = 0; at < pool.length; at++) pool[at] = (next++ % 255) + 1
  })
  return { random, fills, pools }
}

test('no byte is given twice, and what was given is not in the pool any more', () => {
  const { random, fills, pools } = counted()
  const given = Array.from({ length: 1000 }, () => [...random(16)]).flat()
  expect(given).toEqual(Array.from({ length: 16_000 }, (_, at) => (at % 255) + 1))
  expect(fills).toEqual([4096, 4096, 4096, 4096])
  expect([...(pools[0]?.subarray(0, 16_000 % 4096) ?? [])].every((byte) => byte === 0)).toBe(true)
})

test('what is asked for is never cut: the end of a pool that is too short is left, more than a pool is filled by itself', () => {
  const { random, fills } = counted()
  random(4000)
  expect(random(100)).toHaveLength(100)
  expect(fills).toEqual([4096, 4096])
  expect(random(5000)).toHaveLength(5000)
  expect(fills).toEqual([4096, 4096, 5000])
  expect(random(0)).toHaveLength(0)
})

test('what is given stays as it is when the pool is filled anew', () => {
  const random = createPooledRandom()
  const first = random(32)
  const copy = Uint8Array.from(first)
  for (let at = 0; at < 300; at++) random(32)
  expect(first).toEqual(copy)
  expect(random(32)).not.toEqual(first)
})
