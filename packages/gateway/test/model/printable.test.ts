import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escaped, printable, printableJson, printableLines } from '../../src/model/printable.ts'

const acted = /[\p{Cc}\p{Cf}]/u
const strange = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\x1b', '\x9b', '\x7f', '\x07', '\n', '\t', '\u202e', '\u{e0041}', '"', '\\'),
    fc.string(),
  ),
})

test.each([
  ['a clipboard that is written', '\x1b]52;c;cm0gLXJm\x07', '\u{fffd}]52;c;cm0gLXJm\u{fffd}'],
  ['C1 in place of an escape', 'a\x9b2Jb\x7f', 'a\u{fffd}2Jb\u{fffd}'],
  ['a text that is turned round', 'exe\u202egpj.b\u200b', 'exe\u{fffd}gpj.b\u{fffd}'],
  ['letters, signs and blanks', 'Zoë 日本 🦀 -', 'Zoë 日本 🦀 -'],
])('%s', (_what, text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('lines stay lines, and nothing else that a terminal obeys is left', () => {
  expect(printableLines('Error: a\x1b[2J\n  at b\r\n')).toBe('Error: a\u{fffd}[2J\n  at b\u{fffd}\n')
})

test('JSON says what it said, and holds nothing that a terminal would obey', () => {
  expect(printableJson({ type: '\x9b2J\x7f\u202e\u{e0041}\x1b' })).toBe(
    '{"type":"\\u009b2J\\u007f\\u202e\\udb40\\udc41\\u001b"}',
  )
  fc.assert(
    fc.property(fc.dictionary(strange, strange), fc.constantFrom(undefined, 2), (value, space) => {
      const text = printableJson(value, space)
      expect(JSON.parse(text)).toEqual(value)
      expect(text.replaceAll('\n', '')).not.toMatch(acted)
      expect(escaped(JSON.stringify(value, null, space))).toBe(text)
    }),
  )
})

test('no command prints JSON in another way', () => {
  const folder = fileURLToPath(new URL('../../src/cli', import.meta.url))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const found = files.flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => /\bwrite(Sync)?\(.*JSON\.stringify\(/.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  )
  expect(found).toEqual([])
  expect(files.length).toBeGreaterThan(50)
})
