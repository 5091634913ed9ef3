import 'countersign/messages'
import { canSign, createSigner, createVerifier, type Scheme, safeVerify, sign, verify } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { webex } from 'countersign/schemes/webex'
import { describe, expect, test } from 'vitest'

const thrown = (run: () => unknown): { code?: string; message: string; hint?: string } => {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  return { message: 'nothing was thrown' }
}
const build = (secrets: unknown, scheme: Scheme = webex) =>
  thrown(() => createVerifier({ scheme, secrets: secrets as never }))

describe('secrets are read when the verifier is built', () => {
  test.each([
    ['undefined', undefined],
    ['null', null],
    ['empty text', ''],
    ['white space', ' \n'],
    ['an empty list', []],
    ['empty bytes', new Uint8Array()],
    ['a list with a missing one', ['good', undefined]],
    ['an object without a value', { value: undefined }],
  ])('%s is ERR_SECRET_EMPTY', (_name, secrets) => {
    expect(build(secrets).code).toBe('ERR_SECRET_EMPTY')
  })

  test.each([
    ['a line end behind it', 'secret\n'],
    ['a blank before it', ' secret'],
    ['a PEM key', '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----'],
    ['a number', 5],
    ['a plain object', {}],
  ])('%s is ERR_SECRET_MALFORMED', (_name, secrets) => {
    expect(build(secrets).code).toMatch(/ERR_SECRET_(MALFORMED|EMPTY)/)
  })

  test.each([
    ['whsec_ alone', 'whsec_', 'ERR_SECRET_EMPTY'],
    ['a public key', 'whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'ERR_SECRET_MALFORMED'],
    ['no base64', 'whsec_not base64!', 'ERR_SECRET_MALFORMED'],
    ['base64 without its padding', 'whsec_YWE', 'ERR_SECRET_MALFORMED'],
    ['base64 with stray bits', 'whsec_YWF=', 'ERR_SECRET_MALFORMED'],
    ['base64url', 'whsec_-_-_', 'ERR_SECRET_MALFORMED'],
  ])('Standard Webhooks: %s', (_name, secrets, code) => {
    expect(build(secrets, standardWebhooks).code).toBe(code)
  })

  test('the message names the secret by position or id, never by value', () => {
    expect(build(['good', 'bad ']).message).toBe(
      'A secret is not of the form that this scheme uses. Secret 2 of webex: It has white space around it.',
    )
    expect(build('').message).toBe('A secret is missing or empty. Secret 1 of webex.')
    const named = build([{ id: 'old', value: 'hidden value ' }])
    expect(named.message).toContain('Secret "old" of webex')
    expect(JSON.stringify([named, named.message, named.hint])).not.toContain('hidden value')
    expect(build([{ id: 'env', value: undefined }]).message).toContain('"env"')
  })

  test.each([
    [' \n', 'It is nothing but white space.'],
    ['whpk_AAAA', 'and this scheme wants a shared secret.'],
    ['whsec_', 'It is nothing but what stands before secrets'],
    [5, 'It is no text and no bytes'],
    [{ value: 'x', notBefore: 'soon' }, 'notBefore is no valid Date.'],
    [{ value: 'x', expiresAt: new Date('soon') }, 'expiresAt is no valid Date.'],
  ])('of %j it is told what is wrong: %s', (secrets, says) => {
    expect(build(secrets).message).toContain(says)
  })

  test.each(['~', '~secret', '"'])('%s is a secret with all its characters', async (text) => {
    const signed = await sign({ body: 'x' }, { scheme: webex, secrets: new TextEncoder().encode(text) })
    expect((await createVerifier({ scheme: webex, secrets: text }).verify(signed)).verdict).toBe('verified')
  })

  test('bytes that change while a CryptoKey is awaited change no verdict', async () => {
    const secret = new TextEncoder().encode('a shared secret')
    const hash = { name: 'HMAC', hash: 'SHA-1' }
    const secrets = await crypto.subtle.importKey('raw', secret, hash, false, ['sign'])
    const { headers } = await sign({ body: 'x' }, { scheme: webex, secrets: secret })
    const body = new TextEncoder().encode('x')
    const verified = createVerifier({ scheme: webex, secrets }).verify({ headers, body })
    body.fill(0)
    expect(await verified).toMatchObject({ verdict: 'verified', body: new TextEncoder().encode('x') })
  })

  test('a signer refuses the same', () => {
    for (const scheme of Object.values(schemes).filter(canSign)) {
      expect(thrown(() => createSigner({ scheme, secrets: undefined })).code).toBe('ERR_SECRET_EMPTY')
    }
  })

  test('bytes are taken as they are', async () => {
    const secrets = new Uint8Array([0, 32, 255, 10])
    const signed = await sign({ body: 'x' }, { scheme: webex, secrets })
    expect((await verify(signed, { scheme: webex, secrets })).verdict).toBe('verified')
  })
})

describe('several secrets, and their time', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 0, n))
  const secrets = [
    { id: 'old', value: 'first secret', expiresAt: day(10) },
    { id: 'new', value: 'second secret', notBefore: day(5) },
  ]
  const outcome = async (value: string, now: Date): Promise<string> => {
    const signed = await sign({ body: 'x' }, { scheme: webex, secrets: value })
    const result = await safeVerify(signed, { scheme: webex, secrets, now })
    return result.ok ? result.event.secretId : result.error.code
  }

  test.each([
    ['first secret', 1, 'old'],
    ['second secret', 1, 'ERR_SIGNATURE_MISMATCH'],
    ['first secret', 7, 'old'],
    ['second secret', 7, 'new'],
    ['first secret', 10, 'ERR_SIGNATURE_MISMATCH'],
    ['second secret', 10, 'new'],
  ])('%s on day %i: %s', async (value, n, expected) => {
    expect(await outcome(value, day(n))).toBe(expected)
  })

  test('the end is exclusive, the beginning inclusive', async () => {
    expect(await outcome('first secret', new Date(day(10).getTime() - 1))).toBe('old')
    expect(await outcome('second secret', day(5))).toBe('new')
  })

  test('no live secret has a code of its own', async () => {
    const signed = await sign({ body: 'x' }, { scheme: webex, secrets: 'first secret' })
    const result = await safeVerify(signed, { scheme: webex, secrets: secrets.slice(0, 1), now: day(20) })
    expect(result).toMatchObject({ error: { code: 'ERR_SECRET_INACTIVE', status: 401 } })
  })

  test('a date that is none does not make a secret eternal', () => {
    const secret = { value: 'x', expiresAt: new Date('soon') }
    expect(build(secret).code).toBe('ERR_SECRET_MALFORMED')
    expect(build({ value: 'x', expiresAt: '2026-01-01' }).code).toBe('ERR_SECRET_MALFORMED')
  })

  test('rotation by replacing the option takes effect at once, cached keys or not', async () => {
    const signed = await sign({ body: 'x' }, { scheme: webex, secrets: 'before' })
    expect((await safeVerify(signed, { scheme: webex, secrets: 'before' })).ok).toBe(true)
    expect((await safeVerify(signed, { scheme: webex, secrets: 'after' })).ok).toBe(false)
    // More secrets than the cache keeps.
    for (let i = 0; i < 200; i++)
      expect((await safeVerify(signed, { scheme: webex, secrets: `other ${i}` })).ok).toBe(false)
    expect((await safeVerify(signed, { scheme: webex, secrets: 'before' })).ok).toBe(true)
  })
})
