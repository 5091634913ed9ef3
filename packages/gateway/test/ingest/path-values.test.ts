import { describe, expect, it } from 'vitest'
import { indexedPath } from '../../../console/src/pages/events/indexed-path.ts'
import { pathValueKey, pathValues } from '../../src/ingest/path-values.ts'
import { maskJson } from '../../src/model/mask-json.ts'

const keys = (json: string, ...paths: string[]): number[] => pathValues(7, Buffer.from(json), paths)
const key = (path: string, value: string): number => pathValueKey(7, path, value)

describe('values at paths', () => {
  it('are found by what they are, not by how they are written', () => {
    expect(keys('{"order":{"id":10023}}', 'order.id')).toEqual([key('order.id', '10023')])
    expect(keys('{"order":{"id":"10023"}}', 'order.id')).toEqual([key('order.id', '10023')])
    expect(keys('\ufeff{ "n" : "Gr\\u00fc\\"\\/" }', 'n')).toEqual([key('n', 'Grü"/')])
    expect(keys('{"n":12345678901234567890}', 'n')).toEqual([key('n', '12345678901234567890')])
    expect(keys('{"a":true,"b":null,"c":""}', '*')).toEqual([key('*', 'true')])
  })

  it('are those at any index, at any depth, each once', () => {
    const text = '{"items":[{"sku":"a"},{"sku":"b"},{"sku":"a"}],"x":{"y":{"sku":"c"}},"sku":{"sku":"d"}}'
    expect(keys(text, 'items.*.sku')).toEqual(['a', 'b'].map((value) => key('items.*.sku', value)))
    expect(keys(text, '**.sku')).toEqual(['a', 'b', 'c', 'd'].map((value) => key('**.sku', value)))
    expect(keys(text, 'items.1.sku', 'items.*.sku')).toEqual([
      key('items.*.sku', 'a'),
      ...[key('items.1.sku', 'b'), key('items.*.sku', 'b')],
    ])
    expect(keys('["a",["b"]]', '0', '1.0')).toEqual([key('0', 'a'), key('1.0', 'b')])
    expect(keys('"whole"', '**')).toEqual([key('**', 'whole')])
  })

  it('of another source and at another path are others, and each is a whole number that stores hold', () => {
    const all = [key('a', '1'), pathValueKey(8, 'a', '1'), key('b', '1'), key('a', '2')]
    expect(new Set(all).size).toBe(4)
    for (const each of all) expect(Number.isSafeInteger(each) && each >= 0 && each < 2 ** 52).toBe(true)
  })

  it('are none of what is no JSON, is long or large, and the first 64 of many', () => {
    expect(keys('{"a":1', 'a')).toEqual([])
    expect(pathValues(7, Uint8Array.of(0x22, 0xff, 0x22), ['**'])).toEqual([])
    expect(keys(JSON.stringify({ a: 'x'.repeat(257) }), 'a')).toEqual([])
    expect(keys(JSON.stringify({ a: 'x'.repeat(256) }), 'a')).toHaveLength(1)
    expect(keys(JSON.stringify({ a: 1, b: 'x'.repeat(2 ** 20) }), 'a')).toEqual([])
    expect(keys(JSON.stringify(Array.from({ length: 70 }, (_, n) => n)), '*')).toHaveLength(64)
  })

  it('of a body of values at every turn take along twenty paths about as long as along one', () => {
    const bodies = [
      `[${Array(60_000).fill('0').join(',')}]`,
      `${'['.repeat(30_000)}0${']'.repeat(30_000)}`,
      `{${Array(20_000).fill('"a":[]').join(',')}}`,
    ]
    const cpuOf = (body: string, paths: readonly string[]): number => {
      const before = process.cpuUsage()
      keys(body, ...paths)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    const twenty = Array.from({ length: 20 }, (_, n) => `**.k${n}`)
    for (const body of bodies) {
      const ratios = Array.from({ length: 5 }, () => cpuOf(body, twenty) / cpuOf(body, ['a.b']))
      expect(Math.min(...ratios)).toBeLessThan(6)
    }
  })

  it('are looked for no further where a body leads paths to ever new places, and such a body is masked whole', () => {
    let seed = 1
    const name = (): string => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % 2 === 0 ? 'a' : 'b'
    }
    const depth = 20_000
    const body = `{"first":1,"x":${Array.from({ length: depth }, () => `{"${name()}":`).join('')}0${'}'.repeat(depth)},"last":1}`
    const paths = ['first', 'last', `**.a${'.*'.repeat(17)}.none`]
    expect(keys(body, ...paths)).toEqual([key('first', '1')])
    expect(maskJson(body, paths)).toBeNull()
    expect(maskJson(body, ['first', 'last'])?.values).toBe(2)
  })

  it('are found in JSON 10,000 deep', () => {
    expect(keys(`${'['.repeat(10_000)}1${']'.repeat(10_000)}`, '**')).toEqual([key('**', '1')])
  })
})

it('knows by which path of the index a value is found, as the index does', () => {
  const index = ['order.id', 'items.*.sku', '**.email']
  for (const [at, path] of [
    [['order', 'id'], 'order.id'],
    [['items', 3, 'sku'], 'items.*.sku'],
    [['email'], '**.email'],
    [['a', 0, 'b', 'email'], '**.email'],
    [['order', 'id', 'x'], undefined],
    [['items', 'sku'], undefined],
  ] as const) {
    expect(indexedPath(index, at)).toBe(path)
    const json = at.reduceRight<unknown>(
      (inner, name) => (typeof name === 'number' ? [...Array(name).fill(0), inner] : { [name]: inner }),
      'v',
    )
    const found = keys(JSON.stringify(json), ...index)
    expect(found).toEqual(path === undefined ? [] : [key(path, 'v')])
  }
})
