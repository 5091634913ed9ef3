import { expect, test } from 'vitest'
import { isDeeperThan } from '../../src/connect/deeper-than.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

test.each([
  [3, '[[{"a":[]}]]', true],
  [4, '[[{"a":[]}]]', false],
  [1, '[{}]', true],
  [1, '[],{},[]', false],
  [1, '["[[[{{{"]', false],
  [1, String.raw`["\"[[[", 1]`, false],
  [1, String.raw`["\\", [1]]`, true],
  [0, '""', false],
  [0, '', false],
  [1000, '['.repeat(4_000_000), true],
])('more than %i within each other: %s', (most, json, told) => {
  expect(isDeeperThan(most, bytes(json))).toBe(told)
})
