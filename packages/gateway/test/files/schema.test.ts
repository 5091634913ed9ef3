import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** What editors hold a file to. */
const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(read('countersign.schema.json')),
)

test('the schema for editors takes what the guide shows, and neither a secret nor an unknown key', () => {
  const [, shown = ''] = /```yaml\n([^`]+)```/.exec(read('../../docs/guides/configure-in-git.md')) ?? []
  const whole = parse(shown)
  expect(valid(whole)).toBe(true)
  const source = whole.sources[0]
  const held = (sources: unknown) => valid({ ...whole, sources })
  expect(held([{ ...source, secrets: [{ file: 'a', expiresAt: null }] }])).toBe(true)
  expect(held([{ ...source, params: { topic: { env: 'TOPIC' }, other: 'text' } }])).toBe(true)
  expect(held([{ ...source, secrets: ['in plain sight'] }])).toBe(false)
  expect(held([{ ...source, secrts: [] }])).toBe(false)
  expect(valid({ ...whole, destinations: [{ ...whole.destinations[0], secret: 'whsec_x' }] })).toBe(false)
})
