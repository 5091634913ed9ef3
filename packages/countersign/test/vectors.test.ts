import { readdirSync, readFileSync } from 'node:fs'
import { canSign, type createVerifier, type Scheme, sign, type VerifierOptions, verify } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { verifySync } from 'countersign/sync'
import { runVectors, type Vector, vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'
import { describe, expect, test } from 'vitest'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

const folder = new URL('../../../vectors/', import.meta.url)
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
const built = all.filter((name) => name in schemes)
const read = (name: string): Vector[] => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))

test('every scheme of the catalogue has its vectors, valid and invalid ones', () => {
  expect(Object.keys(schemes).filter((name) => !all.includes(name))).toEqual([])
  for (const name of all) {
    const vectors = read(name)
    expect(vectors.filter(({ scheme }) => scheme !== name)).toEqual([])
    const count = (wanted: Vector['expect']): number =>
      vectors.filter((vector) => vector.expect === wanted).length
    expect(count('valid'), `valid vectors of ${name}`).toBeGreaterThanOrEqual(1)
    expect(count('invalid'), `invalid vectors of ${name}`).toBeGreaterThanOrEqual(2)
  }
  const waiting = all.length - built.length
  if (waiting > 0) console.log(`${waiting} schemes have vectors and are not built yet`)
})

describe.each(built)('%s', (name) => {
  const vectors = read(name)

  test('through createVerifier on this platform', async () => {
    expect((await runVectors(vectors, { schemes })).failed).toEqual([])
  })

  test('through Web Crypto', async () => {
    const verifier = ((options: VerifierOptions) => verifierOn(web, options)) as typeof createVerifier
    expect((await runVectors(vectors, { schemes, verifier })).failed).toEqual([])
  })

  test('its valid ones have the verdict of what is signed, signed again they verify', async () => {
    const scheme = schemes[name]
    if (scheme === undefined) throw new Error('no scheme')
    for (const vector of vectors.filter(({ expect: wanted }) => wanted === 'valid')) {
      const options = {
        scheme,
        secrets: vectorSecrets(vector),
        publicUrl: vector.url,
        params: vectorParams(vector, scheme),
        ...(typeof vector.now === 'number' ? { now: new Date(vector.now * 1000) } : {}),
      }
      const input = vectorInput(vector)
      const event = await verify(input, options)
      const least = scheme.proof.covers === 'body' ? 'verified' : 'authenticated'
      // Of some schemes the message itself says whether the body is covered.
      if (scheme.name !== 'rfc9421') expect(event.verdict).toBe(least)
      if (scheme.proof.keys !== 'secret' || !canSign(scheme)) continue
      const own = unsignedHeaders(vector, scheme)
      const { method, url } = vector
      const signed = await sign({ body: input.body, method, url, headers: own }, options)
      const again = {
        ...input,
        url: signed.url ?? url,
        headers: { ...own, ...signed.headers },
        body: signed.body,
      }
      expect((await verify(again, options)).verdict).toBe(event.verdict)
    }
  })

  test.runIf(schemes[name]?.proof.synchronous).each(vectors.map((vector) => [vector.id, vector] as const))(
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
          params: vectorParams(vector, scheme),
          ...now,
        })
      if (vector.expect === 'valid') expect(run().scheme).toBe(name)
      else if (vector.code === undefined) expect(run).toThrow()
      else expect(run).toThrow(expect.objectContaining({ code: vector.code }))
    },
  )
})

/** A vector's headers without those that its scheme writes. */
function unsignedHeaders({ headers }: Vector, { proof }: Scheme): Record<string, string> {
  const rest = Object.entries(headers).filter(([name]) => !proof.headers.includes(name.toLowerCase()))
  return Object.fromEntries(rest.map(([name, value]) => [name, String(value)]))
}

test('a vector of a scheme that is not built counts as failed', async () => {
  const [first] = read('webex')
  const report = await runVectors([{ ...first, scheme: 'nobody' } as Vector], { schemes })
  expect(report).toEqual({ passed: 0, failed: [{ id: first?.id, reason: 'the scheme nobody is not built' }] })
})

test('a vector without a clock is judged by no time, and by all else', async () => {
  const vectors = read('stripe')
  const { failed } = await runVectors(
    vectors.map((vector) => ({ ...vector, now: null })),
    { schemes },
  )
  // What nothing but the time refused is authentic now.
  const late = vectors.filter(
    ({ code = '', description = '' }) => code.startsWith('ERR_TIMESTAMP_TOO') || /too old/.test(description),
  )
  expect(late.length).toBeGreaterThan(2)
  expect(failed.map(({ id }) => id)).toEqual(late.map(({ id }) => id))
})
