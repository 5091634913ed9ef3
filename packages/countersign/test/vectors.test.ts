import { readdirSync, readFileSync } from 'node:fs'
import type { createVerifier, VerifierOptions } from 'countersign'
import { schemes } from 'countersign/schemes'
import { verifySync } from 'countersign/sync'
import { runVectors, type Vector, vectorInput, vectorSecrets } from 'countersign/vectors'
import { describe, expect, test } from 'vitest'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

const folder = new URL('../../../vectors/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const read = (name: string): Vector[] => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))

test('every scheme of the catalogue has its vectors, valid and invalid ones', () => {
  expect(files.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(schemes).sort())
  for (const name of files) {
    const expectations = read(name).map((vector) => vector.expect)
    expect(expectations).toContain('valid')
    expect(expectations).toContain('invalid')
  }
})

describe.each(files)('%s', (name) => {
  const vectors = read(name)

  test('through createVerifier on this platform', async () => {
    expect((await runVectors(vectors, { schemes })).failed).toEqual([])
  })

  test('through Web Crypto', async () => {
    const verifier = ((options: VerifierOptions) => verifierOn(web, options)) as typeof createVerifier
    expect((await runVectors(vectors, { schemes, verifier })).failed).toEqual([])
  })

  test.each(vectors.map((vector) => [vector.id, vector] as const))(
    'through verifySync: %s',
    (_id, vector) => {
      const scheme = schemes[vector.scheme]
      if (scheme === undefined) throw new Error('no scheme')
      const now = typeof vector.now === 'number' ? { now: new Date(vector.now * 1000) } : {}
      const run = () =>
        verifySync(vectorInput(vector), {
          scheme,
          secrets: vectorSecrets(vector),
          publicUrl: vector.url,
          ...now,
        })
      if (vector.expect === 'valid') expect(run().verdict).toBe('verified')
      else if (vector.code === undefined) expect(run).toThrow()
      else expect(run).toThrow(expect.objectContaining({ code: vector.code }))
    },
  )
})

test('a vector of a scheme that is not built counts as failed', async () => {
  const [first] = read('webex.json')
  const report = await runVectors([{ ...first, scheme: 'nobody' } as Vector], { schemes })
  expect(report).toEqual({ passed: 0, failed: [{ id: first?.id, reason: 'the scheme nobody is not built' }] })
})
