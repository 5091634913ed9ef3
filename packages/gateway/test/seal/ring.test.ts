import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createRing } from '../../src/seal/ring.ts'
import { createSeal } from '../../src/seal/seal.ts'

const [first, second, third] = [0, 1, 2].map(() => new Uint8Array(randomBytes(32))) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
]
const plain = Buffer.from('a secret')
const print = (key: Uint8Array): string => createSeal(key).fingerprint

test('a ring of one key is that key’s seal', () => {
  const ring = createRing([first])
  const seal = createSeal(first)
  expect(ring.fingerprint).toBe(seal.fingerprint)
  expect(ring.mark('text', 'purpose')).toBe(seal.mark('text', 'purpose'))
  expect(ring.open(seal.seal(plain, 'row'), 'row')).toEqual(plain)
  expect(() => ring.open(createSeal(second).seal(plain, 'row'), 'row')).toThrow('cannot be opened')
})

test('the key that the store names seals, every key opens, and marks stay what they were over two changes', () => {
  const ring = createRing([second, first])
  const mark = createSeal(first).mark('text', 'purpose')
  expect(ring.use({ fingerprint: print(first), root: null })).toBe(true)
  expect(ring.mark('text', 'purpose')).toBe(mark)
  const before = ring.seal(plain, 'row')
  expect(createSeal(first).open(before, 'row')).toEqual(plain)
  const turned = ring.turnTo(print(second))
  // Not before the store keeps it.
  expect(ring.fingerprint).toBe(print(first))
  expect(ring.use(turned)).toBe(true)
  expect(ring.fingerprints).toEqual([print(second), print(first)])
  expect(ring.isCurrent(before, 'row')).toBe(false)
  expect(ring.isCurrent(before, 'another row')).toBeNull()
  expect(ring.open(before, 'row')).toEqual(plain)
  const after = ring.seal(plain, 'row')
  expect(ring.isCurrent(after, 'row')).toBe(true)
  expect(createSeal(second).open(after, 'row')).toEqual(plain)
  expect(ring.mark('text', 'purpose')).toBe(mark)
  ring.dropOthers()
  expect(() => ring.open(before, 'row')).toThrow('cannot be opened')
  // Started anew with the next key beside: the first one is had from the store.
  const anew = createRing([third, second])
  expect(anew.use(turned)).toBe(true)
  const again = anew.turnTo(print(third))
  expect(anew.use(again)).toBe(true)
  expect(createRing([third]).use(turned)).toBe(false)
  const last = createRing([third])
  expect(last.use(again)).toBe(true)
  expect(last.mark('text', 'purpose')).toBe(mark)
  // What the store keeps of the first key opens with the one that seals alone.
  expect(() => createSeal(second).open(again.root ?? plain, 'sealing key root')).toThrow()
})
