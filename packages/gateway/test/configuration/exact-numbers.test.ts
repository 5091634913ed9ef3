import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CandidateView } from '../../src/configuration/event-view.ts'
import { beyondDeciding, exactJson } from '../../src/configuration/exact-json.ts'
import { compileFilter } from '../../src/configuration/filter.ts'
import { compileOrderKey } from '../../src/configuration/order-key.ts'

const viewOf = (text: string): CandidateView =>
  new CandidateView('s', 't', 'verified', [], Buffer.from(text), null)

function decided(filter: string, body: string): boolean | string {
  let failure: string | null = null
  const passed = compileFilter(filter)(viewOf(body), (why) => {
    failure = why
  })
  return failure ?? passed
}

describe('a filter compares integers with all their digits', () => {
  test.each<[string, string, boolean | string]>([
    ['json.id == 9007199254740993', '{"id":9007199254740993}', true],
    ['json.id == 9007199254740993', '{"id":9007199254740992}', false],
    ['json.id == 9007199254740992', '{"id":9007199254740993}', false],
    ['json.id != 9007199254740992', '{"id":9007199254740993}', true],
    ['json.id == 1152921506151679042', '{"id":1152921506151679042}', true],
    ['json.id == 1152921506151679043', '{"id":1152921506151679042}', false],
    ['json.id == -9223372036854775808', '{"id":-9223372036854775808}', true],
    ['json.id == -9223372036854775807', '{"id":-9223372036854775808}', false],
    ['json.id == 18446744073709551615u', '{"id":18446744073709551615}', true],
    ['json.id == 18446744073709551615u', '{"id":18446744073709551614}', false],
    ['json.a == json.b', '{"a":123456789012345678901234567890,"b":123456789012345678901234567891}', false],
    ['json.a == json.b', '{"a":123456789012345678901234567890,"b":123456789012345678901234567890}', true],
    ['json.a < json.b', '{"a":9007199254740992,"b":9007199254740993}', true],
    ['json.a < json.b', '{"a":9007199254740993,"b":9007199254740992}', false],
    ['json.id > 9007199254740992.0', '{"id":9007199254740993}', true],
    ['json.id <= 9007199254740992.0', '{"id":9007199254740993}', false],
    ['json.id in [9007199254740992, 5]', '{"id":9007199254740993}', false],
    ['9007199254740993 in json.ids', '{"ids":[9007199254740992,9007199254740994]}', false],
    ['9007199254740993 in json.ids', '{"ids":[9007199254740992,9007199254740993]}', true],
    ['json.l.exists(x, x.id == 9007199254740993)', '{"l":[{"id":9007199254740992}]}', false],
    ['json.ids == [9007199254740993]', '{"ids":[9007199254740992]}', false],
    ['string(json.id) == "9007199254740993"', '{"id":9007199254740993}', true],
    ['json.id == 9007199254740993', '{"id":9007199254740993.0}', true],
    ['json.id == 9007199254740993', '{"id":9.007199254740993e15}', true],
    ['json.id == 9007199254740993', '{"id":9.007199254740992e15}', false],
    ['json.id == 5', '{"id":5}', true],
    ['json.id == 5', '{"id":5.0}', true],
    ['json.id == 0.1', '{"id":0.1}', true],
    ['json.a == json.b', '{"a":1e400,"b":1e401}', false],
    ['json.n > 1e308', '{"n":1e400}', true],
    // Of such a number nothing is said, rather than something wrong.
    ['json.a == json.b', '{"a":1e4000,"b":1e4001}', 'number'],
    ['json.kind == "a"', '{"kind":"a","n":1e4000}', true],
    ['json.kind == "a"', '{"kind":"a","n":9007199254740993}', true],
  ])('%s of %s is %s', (filter, body, expected) => {
    expect(decided(filter, body)).toBe(expected)
  })

  test('of any two integers, whatever their length', () => {
    const integer = fc.oneof(
      fc.bigInt(),
      fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 9n }),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
    )
    const near = fc.tuple(integer, fc.constantFrom(0n, 0n, 1n, -1n, 2n))
    fc.assert(
      fc.property(near, ([one, apart]) => {
        const other = one + apart
        const body = `{"a":${one},"b":${other}}`
        expect(decided('json.a == json.b', body)).toBe(apart === 0n)
        expect(decided('json.a < json.b', body)).toBe(one < other)
      }),
    )
  })
})

test('an order key keeps all digits', () => {
  const key = compileOrderKey('json.id')
  expect(key(viewOf('{"id":9007199254740993}'))).toBe('9007199254740993')
  expect(key(viewOf('{"id":9007199254740992}'))).toBe('9007199254740992')
  expect(key(viewOf('{"id":7}'))).toBe('7')
  expect(key(viewOf('{"id":1e4000}'))).toBeNull()
})

test('JSON with all digits is as JSON.parse has it, but for integers that it rounds', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(asDoubles(exactJson(text))).toEqual(JSON.parse(text))
    }),
  )
  expect(
    exactJson('[9007199254740991,9007199254740992,-9007199254740993,1.5,1e16,1e4000,{"__proto__":1}]'),
  ).toEqual([
    9007199254740991,
    9007199254740992n,
    -9007199254740993n,
    1.5,
    10_000_000_000_000_000n,
    beyondDeciding,
    JSON.parse('{"__proto__":1}'),
  ])
})

function asDoubles(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(asDoubles)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asDoubles(inner)]))
}
