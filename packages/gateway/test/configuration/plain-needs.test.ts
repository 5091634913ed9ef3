import { parse } from '@bufbuild/cel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileFilter, longestFilter } from '../../src/configuration/filter.ts'
import { needsOf } from '../../src/configuration/filter-need.ts'
import { plainNeeds } from '../../src/configuration/plain-needs.ts'

const parsed = (text: string) => needsOf(parse(text).expr)

test.each([
  'json.data.roomId == "room-1"',
  `type == 'a'`,
  ' json == "" ',
  'headers.x == "a b" && type=="c" && json.a.b.c == "&& d"',
  `json.a == "it's" && source == 'say "x"'`,
  'verdict == "verified"&&type == "ä✓"',
  'form.command == "/deploy" && type == "/deploy"',
])('%s is read as the parser has it', (text) => {
  expect(plainNeeds(text)).toEqual(parsed(text))
})

test.each([
  '',
  'true',
  'json.a == 1',
  'json.a != "a"',
  'json.a == "a" || json.b == "b"',
  'json.a == "a" &&',
  'json.a == "\\n"',
  'json.a == """a"""',
  'json.in == "a"',
  'other.a == "a"',
  'jsonx == "a"',
  '"a" == json.a',
  'json["a"] == "a"',
  'json.a == "a" + "b"',
  'json.a == "a" // no more',
  'json.a == r"a"',
])('%s is left to the parser', (text) => {
  expect(plainNeeds(text)).toBeNull()
})

test('whatever is read off a text is what the parser finds', () => {
  const pieces = [
    'json',
    'type',
    '.a',
    '.b',
    '.in',
    ' ',
    '==',
    '&&',
    '||',
    '"x"',
    "'y'",
    '"',
    '!',
    '(',
    ')',
    '\\',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (parts) => {
      const needs = plainNeeds(parts.join(''))
      if (needs === null) return
      expect(needs).toEqual(parsed(parts.join('')))
      // It is taken without being compiled.
      expect(compileFilter(parts.join('')).needs).toEqual(needs)
    }),
    { numRuns: 2000 },
  )
})

test('the longest of what is plain to see compiles', () => {
  const text = Array.from({ length: longestFilter / 10 }, () => 'type==""').join('&&')
  expect([text.length <= longestFilter, plainNeeds(text)?.length]).toEqual([true, 409])
  expect(compileFilter(text).needs).toHaveLength(409)
})
