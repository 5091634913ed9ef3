import { createHmac, generateKeyPairSync } from 'node:crypto'
import { createSigner, createVerifier, credentialsOf, hmac, jsonField, safeVerify, token } from 'countersign'
import { rfc9421 } from 'countersign/schemes/rfc9421'
import { twilio } from 'countersign/schemes/twilio'
import { expect, test, vi } from 'vitest'
import { sortedForm } from '../src/content/sorted-form.ts'
import { either } from '../src/engines/either.ts'
import { readJws } from '../src/engines/jws/read-jws.ts'
import { namedHeader } from '../src/message/named-header.ts'
import { header } from '../src/message/place.ts'
import { Received } from '../src/message/received.ts'

const now = new Date(1_700_000_000_000)

/** The 32 bytes of an Ed25519 public key, which everybody knows. */
const known = Buffer.from(
  generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '',
  'base64url',
)

test.each(['hex', 'base64', 'base64url'] as const)(
  'a public key in %s is never the secret of an HMAC',
  async (encoding) => {
    const secret = known.toString(encoding)
    const input = 'sig=("@method");created=1;alg="hmac-sha256"'
    const base = `"@method": POST\n"@signature-params": ${input.slice(4)}`
    const signature = createHmac('sha256', secret).update(base).digest('base64')
    const headers = { 'signature-input': input, signature: `sig=:${signature}:` }
    const url = 'https://a.example/'
    const result = await safeVerify(
      { headers, body: '{}', method: 'POST', url },
      { scheme: rfc9421, secrets: secret, now },
    )
    expect(result.ok).toBe(false)
  },
)

test('the name of a query parameter that cannot be decoded is a refusal', async () => {
  const signature = `sig=:${Buffer.alloc(32).toString('base64')}:`
  const headers = { 'signature-input': 'sig=("@query-param";name="%")', signature }
  const result = await safeVerify(
    { headers, body: '{}', method: 'POST', url: 'https://a.example/?a=1' },
    { scheme: rfc9421, secrets: 'a shared secret' },
  )
  expect(result).toMatchObject({ ok: false, error: { code: 'ERR_CONTENT_MALFORMED' } })
})

test('a signed field that is there twice is seen behind a byte order mark, too', async () => {
  const scheme = hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: header('x-signature'),
    content: [jsonField('amount')],
  })
  const signature = createHmac('sha256', 'a shared secret').update('1').digest('hex')
  const verdict = async (body: string) => {
    const message = { headers: { 'x-signature': signature }, body }
    const result = await safeVerify(message, { scheme, secrets: 'a shared secret' })
    return result.ok ? result.event.verdict : result.error.code
  }
  expect(await verdict('\ufeff{"amount":"1"}')).toBe('authenticated')
  expect(await verdict('\ufeff{"amount":"1000","amount":"1"}')).toBe('ERR_CONTENT_MALFORMED')
})

test('a form of many names is gone through once', () => {
  const form = vi.spyOn(URLSearchParams.prototype, 'getAll')
  const message = new Received({}, Buffer.from('b=2&a=1&b=1&b=2'), 'POST', undefined)
  const values = { timestamp: undefined, id: undefined, platform: undefined as never }
  expect(sortedForm().make(message, values)).toEqual(['', 'a1', 'b2', 'b1', 'b2'])
  expect(sortedForm({ unique: true }).make(message, values)).toEqual(['', 'a1', 'b1', 'b2'])
  expect(form).not.toHaveBeenCalled()
  form.mockRestore()
})

test('as many names as a form may have cost one pass of Twilio’s, too', async () => {
  const url = 'https://a.example/x'
  const body = Array.from({ length: 5_000 }, (_, n) => `k${n}=`).join('&')
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const signer = createSigner({ scheme: twilio, secrets: 'a shared secret' })
  const signed = await signer.sign({ body, url, headers })
  const verifier = createVerifier({ scheme: twilio, secrets: 'a shared secret', publicUrl: url })
  const message = { ...signed, headers: { ...headers, ...signed.headers }, method: 'POST', url }
  expect((await verifier.verify(message)).verdict).toBe('verified')
})

test('a JWS with an empty list of what it demands, or one of what it lacks, is none', () => {
  const jws = (more: object) =>
    [{ alg: 'HS256', ...more }, {}]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat(Buffer.alloc(32).toString('base64url'))
      .join('.')
  expect(readJws(jws({}), ['HS256']).algorithm).toBe('HS256')
  expect(readJws(jws({ crit: ['b64'], b64: true }), ['HS256'], ['b64']).algorithm).toBe('HS256')
  for (const more of [{ crit: [] }, { crit: ['b64'], b64: false }])
    expect(() => readJws(jws(more), ['HS256'])).toThrow(/demands extensions/)
  expect(() => readJws(jws({ crit: ['b64'] }), ['HS256'], ['b64'])).toThrow(/demands extensions/)
})

test('a header that the operator names for one of several ways is a credential of the whole', () => {
  const named = token({ at: namedHeader('tokenHeader'), params: { tokenHeader: { title: 'its header' } } })
  const scheme = either({ name: 'two-ways' }, [named, token({ at: header('X-Other') })])
  expect(credentialsOf(scheme, { tokenHeader: 'X-Mine' })).toEqual(['x-other', 'x-mine'])
})
