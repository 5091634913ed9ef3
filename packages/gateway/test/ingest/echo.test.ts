import { expect, it } from 'vitest'
import { Echoes, echoOf } from '../../src/ingest/echo.ts'
import { createSeal } from '../../src/seal/seal.ts'

const seal = createSeal(Buffer.alloc(32, 1))

it('an address is good once, for a minute, and at every gateway with the key', () => {
  let now = 1_800_000_000_000
  const one = new Echoes(seal, () => now)
  const other = new Echoes(seal, () => now)
  const foreign = new Echoes(createSeal(Buffer.alloc(32, 2)), () => now)
  const path = one.make() ?? ''
  expect(foreign.use(path)).toBe(false)
  expect(other.use(path)).toBe(true)
  expect(other.use(path)).toBe(false)
  const late = one.make() ?? ''
  now += 59_999
  expect(one.use(late)).toBe(true)
  const later = one.make() ?? ''
  now += 60_000
  expect(one.use(later)).toBe(false)
})

it('no address that was changed in one place is good', () => {
  const echoes = new Echoes(seal, () => 1_800_000_000_000)
  const path = echoes.make() ?? ''
  for (let at = 0; at < path.length; at++) {
    const changed = path.slice(0, at) + (path[at] === 'a' ? 'b' : 'a') + path.slice(at + 1)
    expect(echoes.use(changed), changed).toBe(false)
  }
  for (const foreign of [
    '',
    '.echo/',
    '.echo/0-0-0',
    `.echo/${'z'.repeat(12)}-${'0'.repeat(32)}-${'0'.repeat(64)}`,
  ])
    expect(echoes.use(foreign)).toBe(false)
  expect(echoes.use(path)).toBe(true)
})

it('so many are good at once and no more, until their time is over', () => {
  let now = 1_800_000_000_000
  const echoes = new Echoes(seal, () => now)
  for (let n = 0; n < 32; n++) expect(echoes.make()).not.toBeNull()
  expect(echoes.make()).toBeNull()
  now += 60_000
  expect(echoes.make()).not.toBeNull()
})

it('says the hash of what came, in hexadecimal digits', () => {
  expect(echoOf(Buffer.from('abc'))).toEqual({
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    bytes: 3,
  })
})
