import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { errorCodes } from 'countersign'
import type { Vector } from 'countersign/vectors'
import { expect, test } from 'vitest'

const folder = new URL('../../../vectors/', import.meta.url)
const read = (name: string): Vector[] => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const schema = JSON.parse(readFileSync(new URL('format/schema.json', folder), 'utf8'))
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false })
const fits = ajv.compile(schema)

test('every file of vectors fits the published schema', () => {
  expect(files.length).toBeGreaterThan(250)
  const wrong = files.flatMap((file) => (fits(read(file)) ? [] : [`${file}: ${ajv.errorsText(fits.errors)}`]))
  expect(wrong).toEqual([])
})

test('which refuses a vector without a secret, with two bodies, of another field', () => {
  const [first, ...rest] = read('webex.json')
  const { secret: _, ...without } = first as Vector
  for (const wrong of [without, { ...first, bodyBase64: 'AA==' }, { ...first, secrets: 'x' }]) {
    expect(fits([wrong, ...rest])).toBe(false)
  }
})

test('ids are unique, and a code is one of ours', () => {
  const vectors = files.flatMap(read)
  const ids = vectors.map(({ id }) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  const codes = new Set(vectors.flatMap(({ code }) => code ?? []))
  expect([...codes].filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([])
})
