import { expect, it } from 'vitest'
import { maskJson } from '../../src/model/mask-json.ts'

const text = ` { "a" : { "email":"x@y" , "n": 12345678901234567890, "em\\u0061il" :["z"]}, "list":[ {"phone":1}, {"phone":{"deep":[1,"}"]}} , 3 ], "s":"\\"q\\\\", "":null } `

it.each([
  ['a.email', ['"x@y"', '["z"]']],
  ['list.*.phone', ['1', '{"deep":[1,"}"]}']],
  ['list.1.phone', ['{"deep":[1,"}"]}']],
  ['**.phone', ['1', '{"deep":[1,"}"]}']],
  ['**.deep.0', ['1']],
  ['a.n', ['12345678901234567890']],
  ['s', ['"\\"q\\\\"']],
  ['list.2', ['3']],
  ['list.3', []],
  ['a.*', ['"x@y"', '12345678901234567890', '["z"]']],
])('masks %s, and leaves every other letter', (path, gone) => {
  const masked = maskJson(text, [path])
  let expected = text
  let from = 0
  for (const value of gone) {
    const at = expected.indexOf(value, from)
    // What is a value as well as part of another text stands after a colon or a bracket.
    const real = path === '**.deep.0' ? expected.indexOf('[1', from) + 1 : at
    const place = path.endsWith('phone') && value === '1' ? expected.indexOf(':1}', from) + 1 : real
    const found = path === 'list.2' ? expected.indexOf('3 ]') : place
    expected = `${expected.slice(0, found)}"•••"${expected.slice(found + value.length)}`
    from = found + 5
  }
  expect(masked).toEqual({ text: expected, values: gone.length })
})

it('masks a whole body, counts one mask for what lies within another, and takes nothing that is no JSON', () => {
  expect(maskJson('[1,2]', ['**'])).toEqual({ text: '"•••"', values: 1 })
  expect(maskJson('{"a":{"b":1}}', ['a', 'a.b'])).toEqual({ text: '{"a":"•••"}', values: 1 })
  expect(maskJson('"x"', ['a'])).toEqual({ text: '"x"', values: 0 })
  expect(maskJson('{}', ['a'])).toEqual({ text: '{}', values: 0 })
  expect(maskJson('[]', ['0'])).toEqual({ text: '[]', values: 0 })
  for (const no of ['', '{"a":1', 'a=1', '{"a":1}x']) expect(maskJson(no, ['a'])).toBeNull()
})

it('goes through what is deep and what is long, and finds what JSON.parse finds', () => {
  const deep = `${'{"a":['.repeat(5_000)}{"ssn":7}${']}'.repeat(5_000)}`
  expect(maskJson(deep, ['**.ssn'])?.text).toBe(deep.replace('7', '"•••"'))
  const long = JSON.stringify({ long: 'x\\"'.repeat(300_000), ssn: 1 })
  expect(maskJson(long, ['ssn'])?.text).toBe(long.replace(/1\}$/, '"•••"}'))
  for (let seed = 1; seed <= 300; seed++) {
    const value = sample(seed)
    const shown = maskJson(JSON.stringify(value, null, seed % 3), ['**.b', 'a.*.c'])?.text ?? ''
    expect(JSON.parse(shown)).toEqual(maskedValue(value, []))
  }
})

type Json = null | string | number | Json[] | { [name: string]: Json }

function sample(seed: number): Json {
  let state = seed
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
  const make = (depth: number): Json => {
    const kind = depth > 5 ? next(3) : next(6)
    if (kind === 0) return null
    if (kind === 1) return next(100) - 50
    if (kind === 2) return ['', '"', '\\', ',}]', 'b', '\u2028'][next(6)] ?? ''
    if (kind === 3) return Array.from({ length: next(4) }, () => make(depth + 1))
    return Object.fromEntries(
      ['a', 'b', 'c', 'b"'].slice(next(3), 1 + next(4)).map((name) => [name, make(depth + 1)]),
    )
  }
  return { a: make(1), d: make(1) }
}

/** The same by the plain way. */
function maskedValue(value: Json, path: readonly string[]): Json {
  if (path.at(-1) === 'b' || (path.length === 3 && path[0] === 'a' && path[2] === 'c')) return '•••'
  if (Array.isArray(value)) return value.map((item, at) => maskedValue(item, [...path, String(at)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, maskedValue(field, [...path, name])]),
  )
}
