import { describe, expect, test } from 'vitest'
import { spent } from '../../src/configuration/evaluation.ts'
import { compileFilter, type EventView } from '../../src/configuration/filter.ts'
import { compileOrderKey } from '../../src/configuration/order-key.ts'

function viewOf(body: unknown): EventView {
  const text = JSON.stringify(body)
  const parsed: unknown = JSON.parse(text)
  return { source: 's', type: 't', verdict: 'verified', headers: {}, size: text.length, json: () => parsed }
}

const list = <T>(size: number, of: (index: number) => T): T[] =>
  Array.from({ length: size }, (_, at) => of(at))

describe('what a new filter costs grows as the body does', () => {
  test.each<[string, (size: number) => unknown]>([
    ['json.text.contains(json.word)', (n) => ({ text: 'a'.repeat(50 * n), word: `${'a'.repeat(25 * n)}b` })],
    ['json.map.exists(key, key == json.big)', (n) => ({ map: numbered(n), big: numbered(n) })],
    ['json.list.exists(one, one == json.big)', (n) => ({ list: list(n, () => ({})), big: numbered(n) })],
    ['json.list.exists(one, one == json.big)', (n) => ({ list: list(n, () => [1]), big: list(n, () => 1) })],
    ['json.list.exists(one, json.map[one] == 1)', (n) => ({ list: list(n, (i) => i), map: numbered(n) })],
    ['"q" in json.list.map(one, one.id)', (n) => ({ list: list(n, (id) => ({ id: `${id}` })) })],
    ['json.list.filter(one, one > 1).exists(one, one == -1)', (n) => ({ list: list(n, (i) => i) })],
    ['size(json.list.map(one, json.list)) == 0', (n) => ({ list: list(n, (i) => i) })],
    ['json.word in json.list', (n) => ({ word: 'w'.repeat(n), list: list(n, () => 'w'.repeat(8)) })],
    ['json.a + json.b == json.c', (n) => ({ a: 'a'.repeat(n), b: 'b'.repeat(n), c: 'c'.repeat(2 * n) })],
    ['(json.list + json.list).exists(one, one == -1)', (n) => ({ list: list(n, (i) => i) })],
    ['size(json.text) == 3', (n) => ({ text: '\u{1f980}'.repeat(n) })],
    ['int(json.text) == 3', (n) => ({ text: '9'.repeat(n) })],
    ['json.list.exists(one, one.none == 1)', (n) => ({ list: list(n, (i) => i) })],
  ])('%s', (text, make) => {
    const filter = compileFilter(text)
    const sizes = [500, 2_000, 8_000, 32_000]
    const costs = sizes.map((size) => {
      const view = viewOf(make(size))
      const failures: string[] = []
      expect(filter(view, (why) => failures.push(why))).toBe(false)
      expect(failures).not.toContain('cost')
      return spent() / view.size
    })
    // Dividing by the size leaves what is begun with; a square would be 64 times as dear a byte.
    expect(Math.max(...costs) / Math.min(...costs)).toBeLessThan(4)
  })

  function numbered(size: number): Record<string, number> {
    return Object.fromEntries(list(size, (at) => [`k${at}`, at]))
  }
})

test.each([
  ['lower(type) == "a"', 'lower'],
  ['type == "a" || json.text.starts_with("b")', 'starts_with'],
  ['json.list.exists(x, x.isGood())', 'isGood'],
])('a function that there is not is refused in a new filter, and fails in a stored one: %s', (text, name) => {
  expect(() => compileFilter(text)).toThrow(`There is no function "${name}" of this form; CEL has contains,`)
  expect(() => compileFilter(text)).toThrow(/\(column \d+\)$/)
  const failures: string[] = []
  compileFilter(text, 'stored')(viewOf({ text: 'a', list: [1] }), (why) => failures.push(why))
  expect(failures).toEqual(['failed'])
})

describe('what would cost more', () => {
  test.each([
    ['json.a.exists(x, json.b.exists(y, x == y))', /within each other: look for one thing a route/],
    ['json.a.exists(x, x in json.b)', /not look through them: compare with one field/],
    [`${'json.a + '.repeat(9)}json.a == "a"`, /may be joined at most 8 times: compare each/],
    ['json.text.matches(json.pattern)', /literal text/],
  ])('is refused in a new filter and a new order key, with what to write: %s', (text, sentence) => {
    expect(() => compileFilter(text)).toThrow(sentence)
    expect(() => compileOrderKey(text)).toThrow(sentence)
  })

  test.each<[string, (size: number) => unknown]>([
    [
      'json.a.exists(x, json.b.exists(y, x == y))',
      (n) => ({ a: list(n, (i) => i), b: list(n, (i) => -1 - i) }),
    ],
    ['json.a.all(x, !(x in json.b))', (n) => ({ a: list(n, (i) => i), b: list(n, (i) => -1 - i) })],
    ['json.a.exists(x, json.text.contains(x))', (n) => ({ a: list(n, () => 'b'), text: 'a'.repeat(9 * n) })],
    [`size(${'json.text + '.repeat(300)}json.text) == 1`, (n) => ({ text: 'a'.repeat(9 * n) })],
    ['json.text.matches(json.pattern)', (n) => ({ text: 'a', pattern: 'a?'.repeat(n) })],
    ['json.a.all(x, json.a.all(y, json.a.all(z, true)))', (n) => ({ a: list(n, () => 1) })],
  ])('runs in a stored one until it has cost what the body allows: %s', (text, make) => {
    const filter = compileFilter(text, 'stored')
    const failures: string[] = []
    const view = viewOf(make(20_000))
    expect(filter(view, (why) => failures.push(why))).toBe(false)
    expect(failures).toEqual(['cost'])
    expect(filter(viewOf(make(3)), (why) => failures.push(why))).toBeTypeOf('boolean')
    expect(failures).toHaveLength(1)
  })
})

describe('lists and maps that a filter makes of themselves hold more than can be compared', () => {
  const grown = (from: string, step: string): string => `[${from}]${`.map(x, ${step})`.repeat(60)}`
  const event = viewOf({ n: 1 })

  test.each([
    ['==', `${grown('1', '[x, x]')} == ${grown('1.0', '[x, x]')}`],
    ['!=', `${grown('1', '[x, x]')} != ${grown('1.0', '[x, x]')}`],
    ['in', `${grown('1', '[x, x]')}[0] in ${grown('1.0', '[x, x]')}`],
    ['== of maps', `${grown('1', '{"a": x, "b": x}')} == ${grown('1.0', '{"a": x, "b": x}')}`],
    ['in a macro', `${grown('1', '[x, x]')}.exists(y, [y] == ${grown('1.0', '[x, x]')})`],
  ])('%s: ends, and says that it cost too much', (_what, text) => {
    const failures: string[] = []
    const filter = compileFilter(text, 'stored')
    expect(filter(event, (why) => failures.push(why))).toBe(false)
    expect(failures).toEqual(['cost'])
  })

  test.each<[string, boolean]>([
    ['[1, [2, {"a": 3}]] == [1.0, [2u, {"a": 3.0}]]', true],
    ['[1, [2, {"a": 3}]] == [1, [2, {"a": 4}]]', false],
    ['[1, 2] == [1, 2, 3]', false],
    ['[1, 2] != [2, 1]', true],
    ['[1] == {"a": 1}', false],
    ['{"a": 1, "b": [2]} == {"b": [2.0], "a": 1u}', true],
    ['{"a": 1} != {"b": 1}', true],
    ['{"a": 1} == {"a": 1, "b": 1}', false],
    ['[2] in [[1], [2.0]]', true],
    ['[3] in [[1], [2], 3, "3", {"a": 3}]', false],
    ['{"a": [1]} in [{"a": [2]}, {"a": [1]}]', true],
    ['[timestamp("2026-01-01T00:00:00Z")] == [timestamp("2026-01-01T01:00:00+01:00")]', true],
    ['[duration("60s")] == [duration("2m")]', false],
    ['[b"ab", true, null] == [b"ab", true, null]', true],
    ['["1"] == [1]', false],
    ['[0.0 / 0.0] == [0.0 / 0.0]', false],
  ])('what is small is compared as CEL says: %s is %s', (text, expected) => {
    const failures: string[] = []
    expect(compileFilter(text)(event, (why) => failures.push(why))).toBe(expected)
    expect(failures).toEqual([])
  })
})
