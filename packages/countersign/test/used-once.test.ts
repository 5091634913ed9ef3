import { readFileSync } from 'node:fs'
import { verify } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { type Vector, vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'
import { expect, test } from 'vitest'

const vectorsOf = (name: string): Vector[] =>
  JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'))

async function dedupeOf(vector: Vector) {
  const scheme = schemes[vector.scheme]
  if (scheme === undefined) throw new Error('no scheme')
  const event = await verify(vectorInput(vector), {
    scheme,
    secrets: vectorSecrets(vector),
    params: vectorParams(vector, scheme),
    publicUrl: vector.url,
    ...(typeof vector.now === 'number' ? { now: new Date(vector.now * 1000) } : {}),
  })
  return event.dedupe
}

/** Whose signature leaves the body out: the key is what was signed, whatever else a message says. */
test.each([
  ['mailgun', 'signed-fields', /^10:\d{10},\d+:\w+,$/],
  ['paypal', 'signed-fields', /^\d+:[\w-]+,\d+:[\w:.-]+Z,$/],
  ['aws-sns', 'signed-id', /^36:[\w-]{36},$/],
])('%s: a repeat is told by signed fields alone', async (name, basis, key) => {
  const valid = vectorsOf(name).filter((vector) => vector.expect === 'valid')
  expect(valid.length).toBeGreaterThan(0)
  for (const vector of valid) {
    const dedupe = await dedupeOf(vector)
    expect(dedupe).toEqual({ basis, key: expect.stringMatching(key) })
  }
})

test('another Mailgun event under a captured token has its key, another token has another', async () => {
  const [one, ...others] = vectorsOf('mailgun').filter((vector) => vector.expect === 'valid')
  if (one?.body === undefined) throw new Error('no vector')
  const changed = { ...one, body: JSON.stringify({ ...JSON.parse(one.body), 'event-data': { event: 'x' } }) }
  expect(await dedupeOf(changed)).toEqual(await dedupeOf(one))
  for (const other of others) {
    const same = JSON.parse(other.body ?? '{}').signature?.token === JSON.parse(one.body).signature.token
    expect(((await dedupeOf(other))?.key === (await dedupeOf(one))?.key) === same).toBe(true)
  }
})
