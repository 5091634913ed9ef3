import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { find, holds } from '../../src/configuration/two-way.ts'

/** Texts in which much repeats: over two or three units, or made of a word and its powers. */
const repetitive = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d'), maxLength: 30 }),
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 }),
      fc.nat(12),
      fc.string({ maxLength: 2 }),
    )
    .map(([word, times, tail]) => word.repeat(times) + tail),
)

describe('a search by two ways', () => {
  test('finds what indexOf finds, where it does', () => {
    fc.assert(
      fc.property(repetitive, repetitive, repetitive, (before, needle, after) => {
        expect(find(before + after, needle)).toBe((before + after).indexOf(needle))
        expect(find(before + needle + after, needle)).toBe((before + needle + after).indexOf(needle))
      }),
      { numRuns: 20_000 },
    )
  })

  test('finds every needle of two units up to nine long in every text up to twelve', () => {
    const words = (length: number): string[] =>
      Array.from({ length: 2 ** length }, (_, bits) => bits.toString(2).padStart(length, '0'))
    const needles = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap(words)
    for (const text of words(12))
      for (const needle of needles)
        if (find(text, needle) !== text.indexOf(needle)) expect.fail(`${needle} in ${text}`)
  })

  test('answers whether a text is held, short and long ones', () => {
    for (const length of [0, 1, 31, 32, 33, 34, 500]) {
      const needle = `${'ab'.repeat(length)}`.slice(0, length)
      expect(holds(`x${needle}`, needle)).toBe(true)
      expect(holds(`${needle}`.repeat(2).slice(1, -1), `${needle}c`)).toBe(false)
    }
  })

  // Needles and texts that make other searches compare everything everywhere.
  test.each<[string, (size: number) => readonly [text: string, needle: string]]>([
    ['a needle that fails at its first unit', (size) => ['a'.repeat(size), `b${'a'.repeat(size / 2)}`]],
    ['at its last', (size) => ['a'.repeat(size), `${'a'.repeat(size / 2)}b`]],
    ['in its middle', (size) => ['a'.repeat(size), `${'a'.repeat(size / 4)}b${'a'.repeat(size / 4)}`]],
    ['a text of the half of the needle', (size) => ['ab'.repeat(size / 2), `${'ab'.repeat(size / 4)}b`]],
    ['words of Fibonacci', (size) => [fibonacci(size), `${fibonacci(size / 2)}c`]],
    [
      'blocks',
      (size) => [`${'a'.repeat(99)}b`.repeat(size / 100), `${`${'a'.repeat(99)}b`.repeat(size / 200)}bb`],
    ],
  ])('takes a number of steps that grows as the lengths do: %s', (_, make) => {
    const steps = (size: number): number => {
      const [text, needle] = make(size)
      let count = 0
      expect(find(text, needle, () => count++)).toBe(-1)
      expect(count).toBeLessThan(4 * (text.length + needle.length))
      return count
    }
    const sizes = [2_000, 8_000, 32_000, 128_000]
    const counts = sizes.map(steps)
    const exponent = Math.log((counts[3] ?? 0) / (counts[0] ?? 1)) / Math.log(64)
    expect(exponent).toBeLessThan(1.02)
  })
})

function fibonacci(length: number): string {
  let [word, before] = ['a', 'b']
  while (word.length < length) [word, before] = [word + before, word]
  return word.slice(0, length)
}
