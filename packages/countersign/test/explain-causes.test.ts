import { causes } from 'countersign/messages'
import { describe, expect, test } from 'vitest'
import { cases, together } from './explain-cases.ts'

describe.each(Object.entries(cases))('%s', (code, asked) => {
  test.each(asked)('%s', async (_what, ask) => {
    const { matched, codes, confidence, evidence, fix, work } = await ask()
    expect({ matched, codes }).toEqual({ matched: false, codes: [code] })
    expect(confidence).not.toBe('unknown')
    expect(evidence.length).toBeGreaterThan(0)
    expect(fix).not.toBe('')
    expect(work.bytes + work.trials * 4096).toBeLessThanOrEqual(64 * 1_048_576)
  })
})

test.each(together)('%s: %s', async (wanted, _what, ask) => {
  expect(await ask()).toMatchObject({ codes: wanted, confidence: 'proven' })
})

test('each cause is broken on purpose, and has one sentence, and a cure in one', () => {
  for (const [code, { cause, fix }] of Object.entries(causes)) {
    expect(cases[code as keyof typeof cases].length, code).toBeGreaterThan(0)
    for (const sentence of [cause, fix]) {
      expect(sentence, code).toMatch(/^[A-Z].*\.$/s)
      expect(sentence, code).not.toMatch(/[.!?] /)
    }
  }
})
