import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rawElements, rawMember, sameJson } from '../../src/api/operations/raw-json.ts'

/** JSON with white space of all kinds between its tokens. */
const spaced = fc
  .tuple(fc.json(), fc.constantFrom(undefined, 0, 1, 3, '\t', '\r\n'))
  .map(([text, indent]) => JSON.stringify(JSON.parse(text), null, indent))

describe('the text of a value', () => {
  test.each([
    ['{"data":{"id":1152921506151679042}}', '{"id":1152921506151679042}'],
    ['{"data":1e400,"type":"a"}', '1e400'],
    ['{"data" : 1.0 }', '1.0'],
    ['{"data":-0}', '-0'],
    ['{"data":{"b":1,"10":2,"9":3,"b":4}}', '{"b":1,"10":2,"9":3,"b":4}'],
    ['{"data":"\\u0041\\/\\"}{[\\\\"}', '"\\u0041\\/\\"}{[\\\\"'],
    ['{"data":1,"data":[2 , 3]}', '[2 , 3]'],
    ['{"\\u0064ata":{ }}', '{ }'],
    ['{"x":{"data":1},"y":"\\\\\\"data\\":"}', null],
    ['\n{\t"data"\r:\n[\n]\n}\n', '[\n]'],
    ['{"data":null}', 'null'],
    ['{}', null],
  ])('in %s is %s', (text, expected) => {
    expect(rawMember(text, 'data')).toBe(expected)
  })

  test('is what JSON.parse reads, whatever stands around it', () => {
    fc.assert(
      fc.property(spaced, spaced, fc.string(), (one, other, name) => {
        const key = JSON.stringify(name)
        const object = ` { "a" : ${other} ,${key}: ${one} , "z":[${other}]} `
        expect(rawMember(object, name)).toBe(name === 'z' ? `[${other}]` : one)
        expect(rawElements(`[ ${one} ,${other}\n, [${one}] ]`)).toEqual([one, other, `[${one}]`])
      }),
    )
    expect(rawElements(' [ ] ')).toEqual([])
  })

  test('nested deeper than any stack is found', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    expect(rawMember(`{"data":${deep}}`, 'data')).toBe(deep)
  })
})

describe('JSON is the same', () => {
  test.each([
    ['{"a":1,"b":[1,2]}', ' {\n"a" : 1.0,"b":[ 1 , 2e0 ] }', true],
    ['{"id":9007199254740993}', '{"id":9007199254740992}', false],
    ['{"id":9007199254740993}', '{"id":9.007199254740993E+15}', true],
    ['1e400', '10e399', true],
    ['1e400', '1e401', false],
    ['0.10', '1e-1', true],
    ['0.1', '0.10000000000000001', false],
    ['-0', '0.0', true],
    ['-1', '1', false],
    ['"\\u0041"', '"A"', true],
    ['"1"', '1', false],
    ['"null"', 'null', false],
    ['"a b"', '"ab"', false],
    ['[1,2]', '[12]', false],
    ['[[1],2]', '[[1,2]]', false],
    ['{"a":1,"a":2}', '{"a":2}', false],
    ['[]', '[', false],
  ])('%s and %s: %s', (one, other, same) => {
    expect(sameJson(one, other)).toBe(same)
    expect(sameJson(other, one)).toBe(same)
  })

  test('with any white space, and not with any other value', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), fc.constantFrom(0, 2, '\t'), (one, other, indent) => {
        const [a, b] = [JSON.parse(one), JSON.parse(other)]
        expect(sameJson(one, JSON.stringify(a, null, indent))).toBe(true)
        expect(sameJson(one, other)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })
})
