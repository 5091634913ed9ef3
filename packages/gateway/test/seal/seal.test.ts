import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SealBroken } from '../../src/seal/errors.ts'
import { createSeal } from '../../src/seal/seal.ts'

const key = new Uint8Array(32).fill(7)

describe('seal', () => {
  test('any bytes come back for the row that they were sealed for', () => {
    const seal = createSeal(key)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (plain, row) => {
        expect([...seal.open(seal.seal(plain, row), row)]).toEqual([...plain])
      }),
    )
  })

  test('another row, another key and every changed byte are refused alike', () => {
    const seal = createSeal(key)
    const sealed = seal.seal(Buffer.from('whsec_secret'), 'secret:sec_1:src_1')
    expect(() => seal.open(sealed, 'secret:sec_1:src_2')).toThrow(SealBroken)
    expect(() => seal.open(sealed, '')).toThrow(SealBroken)
    const other = createSeal(new Uint8Array(32).fill(8))
    expect(() => other.open(sealed, 'secret:sec_1:src_1')).toThrow(SealBroken)
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => seal.open(changed, 'secret:sec_1:src_1')).toThrow(SealBroken)
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => seal.open(sealed.subarray(0, length), 'secret:sec_1:src_1')).toThrow(SealBroken)
    }
  })

  test('the same secret never looks the same twice, and shows nothing of itself', () => {
    const seal = createSeal(key)
    const plain = Buffer.from('a secret that is long enough to be found')
    const sealed = Array.from({ length: 100 }, () => Buffer.from(seal.seal(plain, 'row')))
    expect(new Set(sealed.map((each) => each.toString('hex'))).size).toBe(100)
    for (const each of sealed) expect(each.includes('secret')).toBe(false)
  })

  test('the fingerprint tells keys apart and is stable', () => {
    expect(createSeal(key).fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(createSeal(key).fingerprint).toBe(createSeal(Uint8Array.from(key)).fingerprint)
    expect(createSeal(key).fingerprint).not.toBe(createSeal(randomBytes(32)).fingerprint)
    expect(JSON.stringify(createSeal(key))).not.toContain(Buffer.from(key).toString('hex'))
  })

  test('a key of another length is refused', () => {
    for (const length of [0, 16, 31, 33]) expect(() => createSeal(new Uint8Array(length))).toThrow(RangeError)
  })
})
