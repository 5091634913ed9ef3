import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { answerHandshake, type createVerifier, safeVerify, type VerifierOptions, verify } from 'countersign'
import { runVectors, type Vector } from 'countersign/vectors'
import { describe, expect, test } from 'vitest'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'
import { adyen, box, discord, gitlab, mailgun, otherSchemes, plaid, sns } from './other-schemes.ts'

const all: Vector[] = JSON.parse(
  readFileSync(new URL('fixtures/other-vectors.json', import.meta.url), 'utf8'),
)
// B.2.6 of RFC 9421 is Ed25519; the sketch here does the keyed hash.
const vectors = all.filter(
  ({ scheme, publicKey }) => scheme in otherSchemes && !(scheme === 'rfc9421' && publicKey),
)

describe.each(Object.keys(otherSchemes))('%s', (name) => {
  const own = vectors.filter((vector) => vector.scheme === name)

  test('its vectors, on this platform', async () => {
    expect(own.length).toBeGreaterThan(0)
    expect((await runVectors(own, { schemes: otherSchemes })).failed).toEqual([])
  })

  test('its vectors, on Web Crypto', async () => {
    const verifier = ((options: VerifierOptions) => verifierOn(web, options)) as typeof createVerifier
    expect((await runVectors(own, { schemes: otherSchemes, verifier })).failed).toEqual([])
  })
})

describe('verdicts', () => {
  const valid = (name: string): Vector => {
    const found = vectors.find(({ scheme, expect }) => scheme === name && expect === 'valid')
    if (found === undefined) throw new Error(name)
    return found
  }

  test('only a signature over the body is verified', async () => {
    for (const [scheme, verdict] of [
      [gitlab, 'authenticated'],
      [mailgun, 'authenticated'],
      [adyen, 'authenticated'],
      [discord, 'verified'],
    ] as const) {
      const vector = valid(scheme.name)
      const now = vector.now == null ? {} : { now: new Date(vector.now * 1000) }
      const input = { headers: vector.headers, body: vector.body ?? '' }
      const event = await verify(input, { scheme, secrets: vector.secret ?? vector.publicKey, ...now })
      expect(event.verdict).toBe(verdict)
    }
  })

  test('a token is a credential', () => {
    expect(gitlab.credentials).toEqual(['x-gitlab-token'])
  })

  test('a token that is empty, doubled or a beginning of the right one is refused', async () => {
    for (const value of ['', 'tok-12', 'tok-1234', ['tok-123', 'tok-123']]) {
      const result = await safeVerify(
        { headers: { 'x-gitlab-token': value }, body: '' },
        { scheme: gitlab, secrets: 'tok-123' },
      )
      expect(result.ok).toBe(false)
    }
  })

  test('keys that messages name are fetched', async () => {
    const vector = valid('plaid')
    const asked: unknown[] = []
    const event = await verify(
      { headers: vector.headers, body: vector.body ?? '' },
      {
        scheme: plaid,
        secrets: [],
        now: new Date((vector.now ?? 0) * 1000),
        resolveKey: async (wanted) => {
          asked.push(wanted)
          return vector.publicKey ?? ''
        },
      },
    )
    expect(asked).toEqual([{ id: 'kid-1' }])
    expect(event.timestamp?.getTime()).toBe(1614265330000)
  })

  test('a certificate from a stranger is not fetched', async () => {
    const result = await safeVerify(
      { headers: {}, body: '{"SigningCertURL":"https://sns.eu-west-1.amazonaws.com.evil.example/x.pem"}' },
      { scheme: sns, secrets: [], resolveKey: () => Promise.reject(new Error('fetched')) },
    )
    expect(result).toMatchObject({ ok: false, error: { code: 'ERR_SIGNATURE_MALFORMED' } })
  })
})

describe('Box', () => {
  const now = new Date('2026-01-01T00:05:00Z')
  const stamp = '2026-01-01T01:00:00+01:00'
  const sign = (secret: string) =>
    createHmac('sha256', secret).update('{"a":1}').update(stamp).digest('base64')
  const input = (primary: string, secondary: string) => ({
    headers: {
      'box-signature-primary': sign(primary),
      'box-signature-secondary': sign(secondary),
      'box-delivery-timestamp': stamp,
    },
    body: '{"a":1}',
  })

  test.each([
    ['primary', input('one', 'other'), '1'],
    ['secondary, while the primary is being rotated', input('new', 'two'), '2'],
  ])('the %s key', async (_name, message, id) => {
    const event = await verify(message, { scheme: box, secrets: ['one', 'two'], now })
    expect(event.secretId).toBe(id)
  })

  test('neither', async () => {
    const result = await safeVerify(input('x', 'y'), { scheme: box, secrets: ['one', 'two'], now })
    expect(result).toMatchObject({ error: { code: 'ERR_SIGNATURE_MISMATCH' } })
  })
})

test('Discord’s ping is answered when it is signed, and only then', async () => {
  const request = { headers: {}, body: '{"type":1}' }
  expect(await answerHandshake(discord, request, { verified: false })).toBeUndefined()
  const answer = await answerHandshake(discord, request, { verified: true })
  expect(new TextDecoder().decode(answer?.body)).toBe('{"type":1}')
})
